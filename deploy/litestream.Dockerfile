# The image of the bot, and in it Litestream, so that what is restored can be proven. Build that image first:
#   docker build -f deploy/Dockerfile -t throwback .
#   docker build -f deploy/litestream.Dockerfile -t throwback-litestream .

FROM throwback
USER 0
COPY deploy/requirements-litestream.txt /tmp/
RUN pip --python /opt/throwback/bin/python install --no-cache-dir --require-hashes \
    -r /tmp/requirements-litestream.txt && rm /tmp/requirements-litestream.txt \
    && install -d -o 10001 -g 10001 -m 0700 /replicas
COPY --chmod=755 deploy/restore-test.sh /opt/throwback/bin/restore-test
COPY deploy/litestream.yml /etc/litestream.yml
# As the image that it is made of.
USER 10001
HEALTHCHECK NONE
ENTRYPOINT ["litestream"]
CMD ["replicate"]
