// A box beside what opened it, above everything else, which closes when one leaves it.
const GAP_PX = 6;

/** @type {?() => void} */ let closeOpen = null;

/**
 * Shows a box beside an element, which gets focus back, or at a point. Returns what closes it.
 * @param {{point?: {x: number, y: number}, closed?: (cancelled: boolean) => void}} options
 */
export function openPopover(anchor, box, { point, closed } = {}) {
  closeOpen?.();
  box.popover = "manual";
  // What is outside a modal dialog cannot be used while that is open.
  anchor.closest("dialog, main").append(box);
  box.showPopover();
  place(box, point ? new DOMRect(point.x, point.y, 0, 0) : anchor.getBoundingClientRect());
  const end = new AbortController();
  const close = (cancelled = false) => {
    if (end.signal.aborted) return;
    end.abort();
    closeOpen = null;
    const hadFocus = box.contains(document.activeElement);
    box.remove();
    if (hadFocus && anchor.isConnected) anchor.focus({ preventScroll: true });
    closed?.(cancelled);
  };
  const listen = (target, kind, listener) =>
    target.addEventListener(kind, listener, { capture: true, signal: end.signal });
  listen(window, "pointerdown", ({ target }) => box.contains(target) || close());
  listen(window, "resize", () => close());
  listen(box, "focusout", ({ relatedTarget: to }) => to && !box.contains(to) && close());
  listen(box, "keydown", (event) => {
    if (event.key !== "Escape" && event.key !== "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    close(true);
  });
  closeOpen = close;
  return close;
}

/** Returns the item that a key of lists leads to; undefined if it is another key. */
export function step(items, item, key) {
  const index = items.indexOf(item);
  const last = items.length - 1;
  return items[{
    ArrowDown: index >= last ? 0 : index + 1, ArrowUp: index <= 0 ? last : index - 1,
    Home: 0, End: last,
  }[key]];
}

function place(box, around) {
  const { width, height } = box.getBoundingClientRect();
  const below = innerHeight - around.bottom - GAP_PX;
  const isBelow = below >= height || below >= around.top;
  const top = isBelow ? around.bottom + GAP_PX : around.top - GAP_PX - height;
  const within = (value, room) => `${Math.max(GAP_PX, Math.min(value, room - GAP_PX))}px`;
  box.style.setProperty("top", within(top, innerHeight - height));
  box.style.setProperty("left", within(around.left, innerWidth - width));
  box.style.setProperty("min-width", `${around.width}px`);
}
