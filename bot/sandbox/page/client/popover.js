// A box beside what opened it, above everything else, which closes when one leaves it.

const GAP_PX = 6;

/** @type {?() => void} */
let closeOpen = null;

/** Closes the box that is open, if there is one. */
export const closePopover = () => closeOpen?.();

/**
 * Shows a box beside an element, or at a point, and moves focus to it.
 * @param {HTMLElement} anchor gets focus back
 * @param {HTMLElement} box
 * @param {{point?: {x: number, y: number}, closed?: (cancelled: boolean) => void}} options
 * @returns {(cancelled?: boolean) => void} closes it
 */
export function openPopover(anchor, box, { point, closed } = {}) {
  closePopover();
  box.popover = "manual";
  // What is outside a modal dialog cannot be used while that is open.
  (anchor.closest("dialog") ?? document.body).append(box);
  box.showPopover();
  place(box, point ? new DOMRect(point.x, point.y, 0, 0) : anchor.getBoundingClientRect());
  anchor.setAttribute("aria-expanded", "true");

  const close = (cancelled = false) => {
    if (closeOpen !== finish) return;
    closeOpen = null;
    removeEventListener("pointerdown", outside, true);
    removeEventListener("resize", finish);
    anchor.removeAttribute("aria-expanded");
    const hadFocus = box.contains(document.activeElement) || document.activeElement === document.body;
    box.remove();
    if (hadFocus && anchor.isConnected) anchor.focus({ preventScroll: true });
    closed?.(cancelled);
  };
  const finish = () => close();
  const outside = ({ target }) => !box.contains(target) && close();

  closeOpen = finish;
  addEventListener("pointerdown", outside, true);
  addEventListener("resize", finish);
  box.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !box.contains(relatedTarget)) close();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && event.key !== "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    close(true);
  });
  return close;
}

/** Returns the item that a key of lists leads to; undefined if it is another key. */
export function step(items, item, key) {
  const index = items.indexOf(item);
  const last = items.length - 1;
  const to = {
    ArrowDown: index >= last ? 0 : index + 1,
    ArrowUp: index <= 0 ? last : index - 1,
    Home: 0,
    End: last,
  }[key];
  return to === undefined ? undefined : items[to];
}

function place(box, around) {
  const { width, height } = box.getBoundingClientRect();
  const below = innerHeight - around.bottom - GAP_PX;
  const isBelow = below >= height || below >= around.top;
  const top = isBelow ? around.bottom + GAP_PX : around.top - GAP_PX - height;
  const left = Math.min(around.left, innerWidth - width - GAP_PX);
  box.style.setProperty("top", `${Math.max(GAP_PX, Math.min(top, innerHeight - height - GAP_PX))}px`);
  box.style.setProperty("left", `${Math.max(GAP_PX, left)}px`);
  box.style.setProperty("min-width", `${around.width}px`);
}
