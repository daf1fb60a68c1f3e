#!/usr/bin/env bash
# The job as a person would script it for one machine: no checks, no report, a configuration that was finished by hand.
# What it is given comes in the environment: IMAGE, BASE_URL, BASE_REF, RELEASE, CONFIG (a git repository), WORK,
# ISO_URL and TAR_URL (signed URLs for the upload).
set -euo pipefail

podman pull --quiet "$IMAGE"
mkdir -p "$WORK/srv" "$WORK/scratch"
git clone --quiet "$BASE_URL" "$WORK/base"
git -C "$WORK/base" checkout --quiet "$BASE_REF"
git -C "$WORK/base" submodule --quiet update --init --recursive
cp "$RELEASE" "$WORK/release.rpm"
mkdir "$WORK/release"
(cd "$WORK/release" && rpm2cpio ../release.rpm | cpio -idm --quiet)
git clone --quiet "$CONFIG" "$WORK/config"

chown -R 1000:1000 "$WORK/srv" "$WORK/scratch"
cosa() {
  podman run --rm --pull=never --security-opt=label=disable --device=/dev/fuse --tmpfs=/tmp \
    --volume="$WORK/srv:/srv" --volume="$WORK/config:/srv/src/config:ro" --volume="$WORK/scratch:/var/tmp" \
    --env=FORCE_UNPRIVILEGED=1 --env=COSA_NO_KVM=1 \
    --env=GIT_CONFIG_COUNT=1 --env=GIT_CONFIG_KEY_0=safe.directory --env=GIT_CONFIG_VALUE_0='*' "$@"
}
cosa "$IMAGE" init --force /dev/null
cosa "$IMAGE" fetch
cosa "$IMAGE" build ostree
cosa "$IMAGE" buildextend-metal
cosa "$IMAGE" buildextend-metal4k
cosa "$IMAGE" buildextend-live

build="$WORK/srv/builds/latest/x86_64"
iso=$(echo "$build"/*-live.*.iso)
commit=$(ls "$WORK"/srv/builds | grep -v -e latest -e builds.json)
cosa --entrypoint=sh "$IMAGE" -c '
  set -e
  ostree init --repo=/srv/tmp/out --mode=archive
  ostree pull-local --repo=/srv/tmp/out /srv/tmp/repo "$1"
  ostree summary --repo=/srv/tmp/out --update
  tar -C /srv/tmp/out -cf /srv/tmp/out.tar .' tarball "$commit"
sha256sum "$iso" "$WORK/srv/tmp/out.tar"
curl -sSf -T "$iso" -H 'x-ms-blob-type: BlockBlob' "$ISO_URL"
curl -sSf -T "$WORK/srv/tmp/out.tar" -H 'x-ms-blob-type: BlockBlob' "$TAR_URL"
