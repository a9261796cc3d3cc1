# syntax=docker/dockerfile:1

# Builds with BuildKit: docker build -t presswork .
ARG RUST_VERSION=1.95
ARG DEBIAN=bookworm

FROM rust:${RUST_VERSION}-slim-${DEBIAN} AS build
WORKDIR /src
COPY . .
# The caches stay on the build machine and out of the image; the binary is copied out of the cached target folder.
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/src/target,sharing=locked \
    cargo build --locked --release --package presswork-cli --bin presswork \
    && install -D target/release/presswork /out/presswork \
    && install -d -m 0750 /out/data

FROM debian:${DEBIAN}-slim
LABEL org.opencontainers.image.title="Presswork" \
      org.opencontainers.image.licenses="GPL-3.0-or-later"
# Root certificates, for a mail server or a database over TLS.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/presswork /usr/local/bin/presswork
COPY LICENSE /usr/share/doc/presswork/LICENSE
# A new volume takes over this folder with its owner.
COPY --from=build --chown=10001:10001 /out/data /data

# Production unless told otherwise: a start without a secret key, public address or signing key says what is missing.
ENV PRESSWORK_ENV=production \
    PRESSWORK__HTTP__HOST=0.0.0.0 \
    PRESSWORK__STORAGE__DATA_DIR=/data

# Nothing outside of /data is written, so the root file system may be read-only.
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=20s --retries=3 CMD ["presswork", "health"]
ENTRYPOINT ["presswork"]
CMD ["serve"]
