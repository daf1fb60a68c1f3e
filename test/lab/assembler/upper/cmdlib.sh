# Shared by the verbs: refusals and checks of the classic dialect of 2024.

arch=$(uname -m)
export arch
COSA_LIB=/usr/lib/coreos-assembler
configdir=$PWD/src/config

fatal() {
  echo "fatal: $*" >&2
  exit 1
}

# Every program of deps.txt must be there; the real list is one of rpms.
depcheck() {
  local missing='' program
  while read -r program; do
    command -v "$program" >/dev/null || missing="$missing $program"
  done < "$COSA_LIB/deps.txt"
  if [ -n "$missing" ]; then
    fatal "Failed to find expected dependencies:$missing"
  fi
}

has_privileges() {
  [ -z "${FORCE_UNPRIVILEGED:-}" ] && grep -q '^CapBnd:.*[2367abef].....$' /proc/self/status && sudo -n true 2>/dev/null
}

preflight() {
  if [ -z "${COSA_SUPPRESS_DEPCHECK:-}" ]; then
    depcheck
  fi
  if [ "$(umask)" = 0000 ]; then
    fatal "Your umask is unset, please use umask 0022 or so"
  fi
  if [ ! -f "$COSA_LIB/rehearsal-said" ] && [ -z "${ONI_SAID:-}" ]; then
    echo "rehearsal assembler: no SELinux labels, no rpm scriptlets, no composefs, no Ignition, no virtual machine; of scripts of foreign trees, systemctl, setsebool, semodule, semanage and restorecon are not run" >&2
    export ONI_SAID=1
  fi
}

preflight_kvm() {
  if [ -z "${COSA_NO_KVM:-}" ]; then
    if [ ! -c /dev/kvm ]; then
      fatal "Missing /dev/kvm; you can set COSA_NO_KVM=1 to bypass this at the cost of performance."
    fi
    if [ ! -w /dev/kvm ]; then
      if ! has_privileges; then
        fatal "running unprivileged, and /dev/kvm not writable"
      fi
      sudo rm -f /dev/kvm
      sudo mknod /dev/kvm c 10 232
      sudo chmod 0666 /dev/kvm
    fi
  fi
}

# Everything that needs a work directory starts here.
prepare_build() {
  preflight
  preflight_kvm
  if [ ! -d builds ]; then
    fatal "No $PWD/builds found; did you run coreos-assembler init?"
  fi
  if [ ! -w . ]; then
    fatal "$PWD is not writable"
  fi
  if [ "$(findmnt --noheadings --output FSTYPE --target . 2>/dev/null || stat -f -c %T .)" = overlay ] && [ -z "${COSA_SKIP_OVERLAY:-}" ] && has_privileges; then
    fatal "$PWD must be a volume when privileged"
  fi
  local variant=''
  [ -f src/config.json ] && variant=-$(jq -r '."coreos-assembler.config-variant"' src/config.json)
  manifest=$configdir/manifest$variant.yaml
  if [ ! -f "$manifest" ]; then
    fatal "Failed to find $manifest"
  fi
  if [ -d "$configdir/overlay" ]; then
    echo "ERROR: overlay/ directory is no longer supported, use overlay.d/" >&2
    exit 1
  fi
  if ! git -C "$configdir" rev-parse HEAD >/dev/null; then
    exit 1
  fi
  python3 "$COSA_LIB/build.py" check-builds
  mkdir -p tmp cache tmp/override tmp/build
  if [ ! -d tmp/repo ]; then
    ostree init --repo=tmp/repo --mode=archive
    # A rehearsal is small: what a better compression saves is less than it costs.
    ostree config --repo=tmp/repo set archive.zlib-level 1
    if [ -f tmp/cosa-transient ]; then
      ostree config --repo=tmp/repo set core.fsync false
    fi
  fi
  prepare_override
  flattened=tmp/manifest.json
  rpm-ostree compose tree --print-only "$override_manifest" > "$flattened"
  name=$(jq -r '.metadata.name // .rojig.name // empty' "$flattened")
  if [ -z "$name" ]; then
    echo "Missing required field in src/config/manifest.yaml: metadata.name or rojig.name" >&2
    exit 1
  fi
  if [ "$(jq -r '."automatic-version-prefix" // empty' "$flattened")" = "" ]; then
    echo "Missing required field in src/config/manifest.yaml: automatic-version-prefix" >&2
    exit 1
  fi
  if [ ! -f "$configdir/platforms.yaml" ]; then
    echo "cp: cannot stat '$configdir/platforms.yaml': No such file or directory" >&2
    exit 1
  fi
  export name manifest flattened
}

# The manifest the solver sees includes the configuration's and lies beside copies of the .repo files: only regular
# files at the root of the configuration count.
prepare_override() {
  rm -rf tmp/override
  mkdir -p tmp/override
  find "$configdir/" -maxdepth 1 -type f -name '*.repo' -exec cp -t tmp/override {} +
  if ! ls tmp/override/*.repo >/dev/null 2>&1; then
    echo "ERROR: no yum repo files were found" >&2
    exit 1
  fi
  override_manifest=tmp/override/coreos-assembler-override-manifest.yaml
  {
    echo "include: $manifest"
    if [ -n "${COSA_OVERRIDE_RPMS:-}" ] && ls overrides/rpm/*.rpm >/dev/null 2>&1; then
      (cd overrides/rpm && createrepo_c --quiet . >&2)
      printf '[coreos-assembler-local-overrides]\nname=local overrides\nbaseurl=file://%s\ngpgcheck=0\npriority=1\nmodule_hotfixes=1\n' \
        "$PWD/overrides/rpm" > tmp/override/coreos-assembler-local-overrides.repo
      echo "repos: [coreos-assembler-local-overrides]"
    fi
  } > "$override_manifest"
  if [ -n "${COSA_OVERRIDE_RPMS:-}" ]; then
    override_lock
  fi
}

# Overrides win by a lock on what they hold, as the real assembler's synthetic lock file does.
override_lock() {
  override_lockfile=tmp/override/local-overrides.json
  for rpm in overrides/rpm/*.rpm; do
    [ -e "$rpm" ] || continue
    rpm -qp --nosignature --queryformat '%{name} %|epoch?{%{epoch}:}:{}|%{version}-%{release}.%{arch}\n' "$rpm"
  done | jq -R -s '{packages: (split("\n") | map(select(. != "") | split(" ") | {(.[0]): {evra: .[1]}}) | add // {})}' \
    > "$override_lockfile"
}

# Runs the solver with what it needs; root is only needed for owners and chroot.
runcompose() {
  local args=(--repo=tmp/repo --layer-repo=tmp/repo "--cachedir=$PWD/cache/pkgcache" --unified-core)
  local lock
  # Later ones win: what the configuration pins, its overrides, those of this architecture, the local packages.
  for lock in "$configdir/manifest-lock.$arch."{json,yaml} "$configdir/manifest-lock.overrides."{yaml,json} \
    "$configdir/manifest-lock.overrides.$arch."{yaml,json} "${override_lockfile:-}"; do
    if [ -s "$lock" ]; then
      args+=("--ex-lockfile=$lock")
    fi
  done
  local rc=0
  if has_privileges; then
    sudo -E rpm-ostree compose tree "${args[@]}" "$@" "$override_manifest" || rc=$?
  else
    # The real one composes in a virtual machine here: of all variables only those of this file get in.
    sudo --preserve-env=ONI_SAID bash -c 'if [ -f "$1" ]; then . "$1"; fi; shift; exec rpm-ostree compose tree "$@"' \
      vm "$PWD/tmp/supermin/supermin.env" "${args[@]}" "$@" "$override_manifest" || rc=$?
  fi
  sudo chown -R "$(id -u):$(id -g)" tmp/repo
  return $rc
}

# What changed between a commit and the new one, as the keys of meta.json a filter makes of it.
pkgdiff() {
  if [ -z "$2" ]; then
    echo '{}' > "$1"
    return
  fi
  rpm-ostree --repo=tmp/repo db diff --advisories --format=json "$2" "$commit" | jq "$3" > "$1"
}

# One commit per directory of overlay.d, under overlay/<name>.
commit_overlays() {
  local timestamp layer
  timestamp=$(git -C "$configdir" log -1 --format=%cI)
  if [ ! -d "$configdir/overlay.d" ]; then
    return
  fi
  for layer in "$configdir"/overlay.d/*/; do
    [ -d "$layer" ] || continue
    layer=$(basename "$layer")
    echo "Committing overlay/$layer"
    rm -rf tmp/overlay
    cp -aL "$configdir/overlay.d/$layer" tmp/overlay
    rm -f tmp/overlay/statoverride
    ostree commit --repo=tmp/repo --branch="overlay/$layer" --tree=dir=tmp/overlay --owner-uid=0 --owner-gid=0 \
      --no-xattrs --no-bindings --orphan --mode-ro-executables --timestamp="$timestamp" >/dev/null
  done
  rm -rf tmp/overlay
}
