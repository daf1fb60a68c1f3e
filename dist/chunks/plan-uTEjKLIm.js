const e=`/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem`,t={work:`/srv`,config:`/srv/src/config`,scratch:`/var/tmp`};function n(e){let t=d(e),n=e.lockStrict===!0?[`--strict`]:[];return[...e.ownership.before===void 0?[]:[l(e,`own`,`Hand the work directory to the builder`,e.ownership.before)],{id:`init`,title:`Prepare the work directory (init)`,container:{...t,command:[`init`,`--force`,`/dev/null`]}},{id:`fetch`,title:`Fetch packages (fetch)`,container:{...t,command:[`fetch`,...n,...e.overrideRpms?[`--with-cosa-overrides`]:[]]}},{id:`build`,title:`Compose the commit (build)`,container:{...t,command:[`build`,...n,...e.force===!0?[`--force`]:[],...e.version===void 0?[]:[`--version`,e.version],`ostree`]}}]}const r=`tmp/oni-solved.json`;function i(e){let t=e.overrideRpms?[`--with-cosa-overrides`]:[];return{id:`solve`,title:`Solve the packages (fetch --dry-run)`,container:{...d(e),command:[`fetch`,`--dry-run`,`--write-lockfile-to=${r}`,...t]}}}function a(e,t,n){let r=d(e),i=e.images.some(e=>e.startsWith(`live-`)),a=[],o=(e,i,o)=>{n.includes(i)||a.push({id:e,title:o,container:{...r,command:[`buildextend-${e}`,`--build`,t.id]}})},l=i&&!n.includes(`live-iso`);return(l||e.images.includes(`metal`))&&o(`metal`,`metal`,`Make the disk image (metal)`),l&&(o(`metal4k`,`metal4k`,`Make the disk image with 4k sectors (metal4k)`),o(`live`,`live-iso`,`Make the live ISO (live)`)),e.images.includes(`commit-tarball`)&&!n.includes(`commit-tarball`)&&a.push({id:`tarball`,title:`Pack the commit tarball`,container:{...r,network:`none`,passEnv:[],entrypoint:`sh`,command:[`-c`,c,`tarball`,t.id,t.ref??t.id,t.timestamp,e.paths.work,s,t.commit]}}),a}function o(e){let{after:t}=e.ownership;if(t!==void 0)return l(e,`give-back`,`Hand the work directory back`,t)}const s=`tmp/oni-commit.tar`,c=`
set -eu
cd "$4"
work=$(mktemp -d "$PWD/tmp/oni-commit.XXXXXX")
trap 'rm -rf "$work"' EXIT
ostree init --repo="$work/repo" --mode=archive
commit=$(ostree rev-parse --repo=tmp/repo "$1")
if [ "$commit" != "$6" ]; then
  echo "error: $1 is commit $commit in tmp/repo, and meta.json says $6" >&2
  exit 1
fi
ostree pull-local --repo="$work/repo" tmp/repo "$commit"
ostree refs --repo="$work/repo" --create="$1" "$commit"
if [ "$2" != "$1" ]; then
  ostree refs --repo="$work/repo" --create="$2" "$commit"
fi
ostree summary --repo="$work/repo" --update
rm -f "$work/repo/.lock"
rm -rf "$work/repo/tmp" && mkdir -p "$work/repo/tmp"
tar -C "$work/repo" --sort=name --owner=0 --group=0 --numeric-owner --mtime="$3" --format=pax \\
  --pax-option=delete=atime,delete=ctime -cf "$5.part" .
mv "$5.part" "$5"
`;function l(e,t,n,r){let{work:i,config:a,scratch:o}=e.paths;return{id:t,title:n,container:{...d(e),env:{},network:`none`,passEnv:[],devices:[],privileged:!1,user:`0`,entrypoint:`chown`,command:[`-R`,r,i,o],mounts:u(e).filter(({target:e})=>e!==a)}}}function u(e){let{work:t,config:n,scratch:r}=e.paths;return[{source:e.srvDir,target:t},{source:e.configDir,target:n,readonly:!0},{source:e.scratchDir,target:r},...e.network?.caBundle===void 0?[]:[{source:e.network.caBundle,target:e.caPath??`/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem`,readonly:!0}]].filter(({source:e,target:t})=>e!==t)}function d(e){let t=e.runMode===`privileged`,n=e.caPath??`/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem`;return{image:e.image,command:[],env:{...t?{}:{FORCE_UNPRIVILEGED:`1`},...e.kvmDisabled?{COSA_NO_KVM:`1`}:{},...e.memoryMiB===void 0?{}:{COSA_SUPERMIN_MEMORY:String(e.memoryMiB)},GIT_CONFIG_COUNT:`1`,GIT_CONFIG_KEY_0:`safe.directory`,GIT_CONFIG_VALUE_0:`*`,...e.network?.caBundle===void 0?{}:{SSL_CERT_FILE:n,CURL_CA_BUNDLE:n,GIT_SSL_CAINFO:n}},passEnv:e.network?.passEnv??[],mounts:u(e),devices:[...e.kvmDevice?[`/dev/kvm`]:[],...e.fuse?[`/dev/fuse`]:[]],privileged:t,workdir:e.paths.work,...e.ownership.userns===void 0?{}:{userns:e.ownership.userns},...e.kvmGroup===void 0?{}:{group:e.kvmGroup},extraArgs:e.engineArgs}}export{d as a,a as c,s as i,i as l,t as n,n as o,r,o as s,e as t};