import{t as e}from"./arch-Db-BrRQT.js";import{t}from"./errors-Cd2X3h9x.js";import{a as n,c as r,l as i,o as a,r as o,s,t as c}from"./flatten-COhau7aM.js";import{n as l}from"./handed-JryEDe6X.js";import{C as u,D as d,E as f,T as p,a as m,i as ee,k as h}from"./print-37umdpaC.js";import{t as te}from"./inside-CR_C6-Lb.js";import{i as ne,n as re,o as ie}from"./placeholders-4EpdkJ4h.js";import{n as g}from"./versions-BE_C35mH.js";import{t as ae}from"./read-lockfile-Cd-k4-bX.js";import{r as oe,t as se}from"./version-6Bxw8cLR.js";import{n as _,r as ce,t as le}from"./repo-file-DGZVVxfe.js";import{t as ue}from"./edit-distance-DjQduXzj.js";import{createHash as de}from"node:crypto";import{basename as fe,isAbsolute as pe,join as v,posix as y,relative as me}from"node:path";import{existsSync as he,lstatSync as ge,mkdirSync as _e,mkdtempSync as ve,readFileSync as ye,readdirSync as be,readlinkSync as xe,realpathSync as b,rmSync as Se,statSync as Ce,symlinkSync as we,writeFileSync as Te}from"node:fs";import{tmpdir as Ee}from"node:os";function x(e,t){let n=t.replace(/^\uFEFF/,``);return e.endsWith(`.json`)?m(n,e):ee(n,e)}function De(e,t){let n=x(e,t),r=f(n,`packages`);return{root:n,packages:r,entries:(r?.entries??[]).map(({key:e,value:t})=>({name:p(e),key:e,value:t,evr:Oe(t,`evr`),evra:Oe(t,`evra`),digest:Oe(t,`digest`)}))}}function Oe(e,t){let n=f(e,t)?.scalar;return typeof n==`string`?n:void 0}function S({evr:e,evra:t}){if(e!==void 0)return{evr:e,arch:void 0};if(t===void 0)return;let n=t.lastIndexOf(`.`);return n<0?void 0:{evr:t.slice(0,n),arch:t.slice(n+1)}}function ke(e,t){let[n=``,...r]=t.split(`/`);return r.length===0?!1:e.names(n).some(e=>/^manifest(?:-[^/]*)?\.yaml$/.test(e))||Ae(e).includes(n)}function Ae(e){return[...(e.read(`.gitmodules`)??``).matchAll(/^\s*path\s*=\s*(.*?)\s*$/gm)].map(([,e=``])=>e)}const je=[{id:`package-missing`,severity:`error`,title:`a package no repository has`,rationale:`The build stops at the first package it cannot find, after everything was fetched.`},{id:`package-not-found`,severity:`info`,title:`packages that the repositories looked into do not have`,rationale:`Further repositories belong to the build, such as those of the release rpm, and may have them.`},{id:`package-unchecked`,severity:`info`,title:`a package string only a solver can answer`,rationale:"A boolean dependency, `(a or b)`, is left to the build."},{id:`lock-entry-missing`,severity:`warning`,title:`a locked version no repository has any more`,rationale:`rpm-ostree warns and takes another version: the build is not the locked one.`},{id:`repo-dead`,severity:`error`,title:`a repository that cannot be read`,rationale:`It is gone, damaged or altered, and the build will fail the same way.`},{id:`repo-unchecked`,severity:`info`,title:`a repository that was not looked into`,rationale:`It may be fine elsewhere: it needs a variable or certificate, or may not be asked from here.`},{id:`repo-signature-unchecked`,severity:`info`,title:`signed metadata whose signature was not checked`,rationale:`Signatures of metadata are left to the build.`},{id:`repo-check-skipped`,severity:`info`,title:`a manifest whose packages were not looked up`,rationale:`It cannot be resolved for a variant, so nobody knows what it asks for.`}];function C(e,t){return{files:{"manifest.yaml":e},...t===void 0?{}:{at:`manifest.yaml:${t}`}}}function w(e,t,n={}){return{files:e,...t===void 0?{}:{at:t},...n}}function Me(e,t){let{includes:n,install:r,excludes:i}=o(t,e,()=>{});return[...Pe(`include`,n.map(({path:e,origin:t})=>({scalar:e,origin:t}))),...Pe(`packages`,r.map(Ne)),...Pe(`exclude-packages`,i)]}function Ne({scalar:e,origin:t}){let n=String(e);return{scalar:/[\s']/.test(n)?`'${n.replaceAll(`'`,``)}'`:n,origin:t}}function Pe(e,t){let[n]=t;if(n===void 0)return[];let{origin:r}=n;return[{key:{scalar:e,origin:r},value:{scalar:void 0,items:t,origin:r}}]}function T(e){return(e?.entries??[]).map(({key:e,value:t})=>({name:p(e),key:e,value:t}))}function E(e,t){return T(e).findLast(e=>e.name===t)?.value}function D(e){if(e!==void 0&&e.items===void 0&&e.entries===void 0)return typeof e.scalar==`string`?e.scalar:e.source}function O(e){return e===void 0?[]:(e.items??[e]).flatMap(e=>{let t=D(e);return t===void 0||e.scalar===null?[]:[{text:t,origin:e.origin}]})}function Fe(e){return e.endsWith(`.ks`)?`kickstart`:/\.ya?ml$/.test(e)?`yaml`:`json`}function Ie(e,t,n){let r=Fe(e),i={path:e,text:t,format:r};if(r===`kickstart`){let n=Me(e,t).map(({key:e,value:t})=>({name:p(e),key:e,value:t}));return{...i,entries:n,error:void 0}}try{let a=t.replace(/^\uFEFF/,``),o=r===`yaml`?ee(a,e,n):m(a,e);return{...i,entries:T(o),error:void 0}}catch(t){if(!(t instanceof h))throw t;return{...i,entries:[],error:{message:t.upstream,at:t.location??{file:e}}}}}function k(e){return e.entries.filter(({name:e})=>e===`conditional-include`).flatMap(({value:e})=>(e.items??[]).map(e=>{let t=E(e,`if`);return{conditions:(t?.items??(t===void 0?[]:[t])).map(Le),include:E(e,`include`),origin:e.origin}}))}function Le(e){if(typeof e.scalar!=`string`)return{error:`data did not match any variant of untagged enum IncludeConditions`,origin:e.origin};try{return u(e.scalar,e.origin)}catch(t){if(t instanceof h)return{error:t.upstream,origin:e.origin};throw t}}function Re(e){let t=(t,n)=>O(t).map(({text:t,origin:r})=>({from:e.path,spelled:t,path:ze(e.path,t),origin:r,...n}));return[...e.entries.filter(({name:e})=>e===`include`).flatMap(({value:e})=>t(e,{})),...e.entries.filter(({name:e})=>e===`arch-include`).flatMap(({value:e})=>T(e).flatMap(e=>t(e.value,{arch:e.name}))),...k(e).flatMap(e=>e.include?.entries===void 0?t(e.include,{conditional:e}):[])]}function ze(e,t){return t.startsWith(`/`)?t:y.normalize(y.join(y.dirname(e),t))}function Be({dir:e,roots:t},n,r,i,a,o){let s=t=>pe(t)?me(e,t):y.normalize(t);try{let s=o===void 0?n:Ve(v(e,n),o),l={cwd:e,basearch:r,vars:i,cache:a,mode:`compose`,roots:o===void 0?t:[...t,s]};return{flattened:c(s,l)}}catch(t){if(!(t instanceof h))throw t;let r=t.location??{file:n},i=o!==void 0&&r.file.startsWith(o.scratch);return{message:t.upstream.replaceAll(`${e}/`,``),at:i?{file:n}:{...r,file:s(r.file)}}}}function Ve(e,{args:t,scratch:n}){let r=l(e,t),i=v(n,`wrapper-${de(`sha256`).update(r).digest(`hex`).slice(0,16)}.json`);return he(i)||Te(i,r),i}var He=class{#e;#t;#n;constructor({contributions:e},t){this.#e=e,this.#t=t}all(e){return this.#e.filter(({name:t})=>t===e||a[t]===e)}keys(){return new Set(this.#e.map(({name:e})=>a[e]??e))}setting(e){let[t,...n]=this.all(e).filter(({value:e})=>e.scalar!==null||e.items!==void 0);return t===void 0?void 0:{winner:t,shadowed:n}}strings(e){return this.all(e).toReversed().flatMap(e=>O(e.value).map(t=>({...t,...Ue(e)})))}items(e){return this.all(e).toReversed().flatMap(({value:e,file:t,inline:n})=>(e.items??[]).map(e=>({node:e,file:t,inline:n})))}map(e){let t=/* @__PURE__ */ new Map;for(let{value:n,file:r}of this.all(e))for(let e of T(n)){let n=t.get(e.name);n===void 0?t.set(e.name,{winner:e,file:r,shadowed:[]}):n.file!==r&&n.shadowed.push({...e,file:r})}return t}#r(e,t){return e===`packages`||!t&&(e===`bootstrap-packages`||e===`packages-${this.#t}`)}packages(){if(this.#n!==void 0)return this.#n;let e=new Map(this.#e.map(({name:e,file:t},n)=>[`${e} ${t}`,n]));return this.#n=this.#e.flatMap((t,n)=>{let{name:i,value:a,inline:o,file:s}=t;return!this.#r(i,o)||r(i)&&e.get(`${i} ${s}`)!==n?[]:(a.items??[]).flatMap(e=>{let n=D(e);return n===void 0?[]:(o?[n]:A(n)).map(n=>({text:n,origin:e.origin,...Ue(t)}))})}),this.#n}};function Ue({file:e,name:t,inline:n}){return{file:e,key:t,inline:n}}function A(e){try{return n(e)}catch(t){if(t instanceof h)return[e];throw t}}function We(e){return s[e]?.merge===`first`}const Ge={id:`arch-list-drift`,severity:`info`,title:`a package in the list of every architecture`,rationale:`A package that each of packages-x86_64, -aarch64, -ppc64le and -s390x lists belongs into packages: with the next architecture, or the next edit, one of the lists is forgotten. One that all but one list is left alone: most are not built for the other, and what is and was forgotten looks the same.`,bad:[C(`packages-x86_64: [irqbalance]
packages-aarch64: [irqbalance]
packages-ppc64le: [irqbalance]
packages-s390x: [irqbalance]
`,1)],good:[C(`packages-x86_64: [irqbalance]
packages-aarch64: [irqbalance]
packages-ppc64le: [irqbalance]
`)],check:({treefiles:t},n)=>{for(let{entries:r}of t.values()){let t=/* @__PURE__ */ new Map;for(let{name:n,value:i}of r){let r=e.find(e=>n===`packages-${e}`);r!==void 0&&t.set(r,new Map(O(i).flatMap(({text:e,origin:t})=>A(e).map(e=>[e,t]))))}let[i,...a]=[...t.values()];if(!(i===void 0||t.size<e.length))for(let[t,r]of i)a.every(e=>e.has(t))&&n({message:`found ${t} in the list of all ${e.length} architectures; move it to packages`,at:r})}}},Ke={id:`condition-constant`,severity:`info`,title:`a condition that never, or always, holds`,rationale:`In none (or all) of the variants that are looked at does the condition hold: what it includes is dead, or need not be conditional. It is mostly left over from a release that is no longer built, or a value that was renamed in one of two repositories.`,bad:[C(`releasever: 42
conditional-include:
  - if: releasever < 40
    include: {packages: [bash]}
`,3),w({"manifest.yaml":`conditional-include:
  - if: basearch != "sparc"
    include: {packages: [bash]}
`},`manifest.yaml:2`),w({"build-args.conf":`ID=rhel
NAME=node
STREAM=rhel-9.8
VERSION=9.8
`,"manifest.yaml":`conditional-include:
  - if: osversion == "rhel-9.6"
    include: {packages: [bash]}
`},`manifest.yaml:2`),w({"manifest.yaml":`conditional-include:
  - if: stream == "nxet"
    include: {packages: [bash]}
`},`manifest.yaml:2`,{vars:{stream:[`stable`,`next`]}})],good:[w({"manifest.yaml":`conditional-include:
  - if: stream == "next"
    include: {packages: [bash]}
  - if: stream != "testing"
    include: {packages: [nano]}
`},void 0,{vars:{stream:[`stable`,`next`]}}),w({"manifest.yaml":`conditional-include:
  - if: stream == "next"
    include: {packages: [bash]}
`},void 0,{vars:{stream:[`stable`]}}),C(`conditional-include:
  - if: basearch != "s390x"
    include: {packages: [bash]}
`)],check:({variants:e},t)=>{let n=/* @__PURE__ */ new Map;for(let{walk:t}of e)for(let{condition:e,result:r}of t.evaluated){let{file:t,line:i,column:a}=e.origin,o=`${t}:${i}:${a}`,s=n.get(o)??{condition:e,seen:/* @__PURE__ */ new Set};s.seen.add(r),n.set(o,s)}for(let{condition:r,seen:i}of n.values()){let[n]=i;if(i.size!==1||n===void 0||!qe(r,n,e))continue;let a=r.name===`releasever`?e[0]?.walk.variables.get(`releasever`):void 0;t({message:`the condition on ${r.name} ${n?`always`:`never`} holds${a===void 0?``:`, with releasever ${String(a)}`}; ${n?`include it without a condition`:`take it out`}`,at:r.origin})}}};function qe(e,t,n){if(e.name===`releasever`)return Je(e,t);if(e.name===`basearch`)return new Set(n.map(({variant:e})=>e.arch)).size>1;let r=!t&&e.operator===`==`,i=n.map(({variant:t})=>t.vars[e.name]);return(!i.includes(void 0)&&new Set(i).size>1||n.every(({variant:{args:t}})=>t!==void 0&&Object.hasOwn(t.variables,e.name)))&&r}function Je({operator:e},t){return t?[`>`,`>=`].includes(e):[`<`,`<=`].includes(e)}const Ye={id:`condition-syntax`,severity:`error`,title:`a condition rpm-ostree cannot read or compare`,rationale:`A condition is NAME OPERATOR VALUE: true, false, a whole number, or a text in double quotes. Around the operator there have to be blanks when a number of several digits follows. Both sides need the same type, and only numbers have an order. rpm-ostree does not tell which condition it means.`,bad:[C(`releasever: 41
conditional-include:
  - if: releasever>=41
    include: {packages: [bash]}
`,3),C(`releasever: "41"
conditional-include:
  - if: releasever >= 41
    include: {packages: [bash]}
`,3),C(`conditional-include:
  - if: basearch > "s390x"
    include: {packages: [bash]}
`,2),C(`conditional-include:
  - include: {packages: [bash]}
`,2)],good:[C(`releasever: 41
conditional-include:
  - if: [releasever >= 41, basearch != "s390x"]
    include: {packages: [bash]}
`)],check:({treefiles:e,variants:t},n)=>{for(let t of e.values())for(let{conditions:e,include:r,origin:i}of k(t)){let a=t.entries.length>0&&e.length>0;for(let r of e){if(!(`error`in r))continue;let e=t.text.split(`
`)[r.origin.line-1]?.trim()??``;n({message:`found a condition rpm-ostree cannot read, expected NAME OPERATOR VALUE with ==, !=, <, <=, >, >= and true, false, a number or a text in double quotes${/[=<>]\d\d/.test(e)?`; put blanks around the operator`:``}`,at:r.origin})}r===void 0&&n({message:`found an entry without include:, expected one beside if:`,at:i}),!a&&!Xe(t.text,i.line,r?.origin.line)&&n({message:`found an entry without if:, expected one beside include:`,at:i})}for(let e of t)for(let{condition:t,error:r}of e.walk.evaluated){if(r===void 0||r.startsWith(`undefined variable`))continue;let i=e.walk.variables.get(t.name),a=typeof i==`string`?JSON.stringify(i):String(i);n({message:r.startsWith(`invalid op`)?`found ${t.operator} on ${t.name}, which is ${a}: only numbers have an order; write == or !=`:`found ${t.name} compared with ${JSON.stringify(String(t.value))}, but it is ${a}, of another type; write both with or both without quotes`,at:t.origin,in:e})}}};function Xe(e,t,n=t){let[r,i]=[Math.min(t,n),Math.max(t,n)+1];return e.split(`
`).slice(r-1,i).some(e=>/(^|[\s{,-])if:/.test(e))}function j({tree:e},t){let n=t.merged.map(`metadata`).get(`build_with_buildah`)?.winner.value.scalar;if(n===!0||n===`true`)return`metadata: build_with_buildah`;if(n===!1||n===`false`||!e.isFile(`Containerfile`))return;if(e.isFile(`build-rootfs`))return`the Containerfile and build-rootfs beside it`;let{args:r}=t.variant;return r===void 0||r.file.includes(`/`)?void 0:`the Containerfile and ${r.file} beside it`}function Ze({tree:e}){return/^(?!\s*#).*\btreefile-apply\b/m.test(e.read(`Containerfile`)??``)}function Qe({tree:e,treefiles:t}){return[...new Set([...t.keys()].map(e=>y.join(y.dirname(e),`finalize.d`)))].filter(t=>e.isDirectory(t))}const $e={"boot-location":{severity:`warning`,text:`is deprecated with any value but modules, which new systems should use`,when:e=>D(e)!==`modules`},"initramfs-args":{severity:`warning`,text:`is deprecated; put a file into /usr/lib/dracut/dracut.conf.d with an overlay`},cliwrap:{severity:`warning`,text:`is deprecated and going to be removed`,when:e=>e.scalar===!0},rpmdb:{severity:`warning`,text:`names a format of old times, which is treated as target`,when:e=>[`bdb`,`b-d-b`,`ndb`].includes(D(e)??``)},"lockfile-repos":{severity:`info`,text:`is experimental, as rpm-ostree says each time`},repovars:{severity:`info`,text:`is experimental`},sysusers:{severity:`info`,text:`is experimental`},"opt-usrlocal":{severity:`info`,text:`is experimental`},"rpmdb-normalize":{severity:`info`,text:`is experimental, and needs SOURCE_DATE_EPOCH`}},et={id:`deprecated-key`,severity:`warning`,title:`a key that is deprecated or experimental, or a default that is`,rationale:`rpm-ostree warns of these and waits three seconds, or says that they may change. They work today; a later assembler may refuse them. A manifest that comes out without boot-location gets the value that is deprecated, and no line of it says so: write boot-location: modules, or edition: "2024", which implies it. A container build passes over the key, and its manifests need none.`,bad:[C(`initramfs-args: [--no-hostonly]
`,1),C(`boot-location: new
`,1),w({"manifest.yaml":`packages: [bash]
`},`manifest.yaml`),C(`rojig: {name: a, summary: b, license: MIT}
`,1)],good:[C(`boot-location: modules
metadata: {name: a}
`),C(`edition: "2024"
`),w({"manifest.yaml":`include: a.yaml
`,"a.yaml":`boot-location: modules
`}),C(`metadata: {build_with_buildah: true}
`)],check:(e,t)=>{let{treefiles:n,variants:r}=e;for(let n of Qe(e))t({message:`finalize.d is experimental; only executable files in it are run, in the order of their names`,at:{file:n},severity:`info`});for(let{entries:e}of n.values())for(let{name:n,key:r,value:i}of e){let e=$e[a[n]??n];e!==void 0&&e.when?.(i)!==!1&&i.scalar!==null&&t({message:`${n} ${e.text}`,at:r.origin,severity:e.severity})}for(let n of r){n.flattened?.warnings.some(({key:e,location:t})=>e===`boot-location`&&t===void 0)===!0&&j(e,n)===void 0&&t({message:`found no boot-location, and its default is deprecated; add boot-location: modules, which new systems should use`,at:{file:n.variant.entry},in:n});let r=n.merged.setting(`rojig`);r===void 0||n.merged.map(`metadata`).has(`name`)||t({message:`rojig is left of something that was removed; give metadata: the name as well`,at:r.winner.key.origin,severity:`info`,in:n})}}},tt=/* @__PURE__ */ new Set([`variables`,`metadata`,`add-commit-metadata`,`repovars`,`arch-include`]),nt={id:`duplicate-key`,severity:`error`,title:`one key twice in a mapping`,rationale:`rpm-ostree refuses a known key that is there twice. Of packages-<arch> and of the entries of free maps the last one counts in silence, and what the others say is lost. (The example of conditional-include in rpm-ostree's own documentation has this mistake.)`,bad:[C(`packages:
  - bash
repos:
  - baseos
packages:
  - vim-minimal
`,5),C(`packages-x86_64: [bash]
packages-x86_64: [dash]
`,2),C(`metadata:
  name: a
  name: b
`,3)],good:[C(`packages:
  - bash
  - vim-minimal
packages-x86_64: [dash]
`)],check:({treefiles:e},t)=>{for(let a of e.values()){for(let{entry:e,first:n}of M(a.entries)){let a=i(e.name)&&!r(e.name);t({message:a?`found ${e.name} again, which is on line ${n} already and which rpm-ostree refuses; put both into one`:`found ${e.name} again: what line ${n} says is lost in silence; put both into one`,at:e.key.origin,severity:a?`error`:`warning`})}for(let{name:e,value:r}of a.entries)if(e===`conditional-include`||e===`repo-packages`)for(let e of r.items??[])n(e);else if(e===`rojig`||e===`check-passwd`||e===`check-groups`)n(r);else if(tt.has(e))for(let{entry:n,first:i}of M(T(r)))t({message:`found ${n.name} again in ${e}: what line ${i} says is lost in silence; keep one of the two`,at:n.key.origin,severity:`warning`})}function n(e){for(let{entry:n,first:r}of M(T(e)))t({message:`found ${n.name} again, which is on line ${r} already and which rpm-ostree refuses; write an entry of its own for it`,at:n.key.origin})}}};function M(e){let t=/* @__PURE__ */ new Map;return e.flatMap(e=>{let n=t.get(e.name);return n===void 0?(t.set(e.name,e.key.origin.line),[]):[{entry:e,first:n}]})}const rt={id:`duplicate-package`,severity:`info`,title:`a package that is asked for twice`,rationale:`Packages are a set, so it does no harm today; who takes the package out at one place wonders why it is still there.`,bad:[C(`packages:
  - fwupd
  - bash
  - fwupd
`,4),w({"manifest.yaml":`include: a.yaml
packages: [bash]
`,"a.yaml":`packages: [bash]
`},`manifest.yaml:2`)],good:[C(`packages:
  - fwupd
packages-x86_64:
  - grub2
packages-aarch64:
  - grub2
`)],check:({variants:e},t)=>{for(let n of e){let e=/* @__PURE__ */ new Map;for(let t of n.merged.packages()){if(!/^[\w/(@]/.test(t.text))continue;let n=e.get(t.text);n===void 0?e.set(t.text,[t]):n.push(t)}for(let[r,i]of e){if(i.length===1)continue;let[e,...a]=it(i);if(e!==void 0)for(let{origin:i}of a)t({message:`found ${r}, which ${i.file===e.origin.file?`line ${e.origin.line}`:`${e.origin.file}:${e.origin.line}`} asks for as well; keep one of the two`,at:i,in:n})}}}};function it(e){let t=new Map(e.map(({file:e},t)=>[e,t])),n=({file:e})=>e.split(`/`).length;return[...e].sort((e,r)=>n(r)-n(e)||(t.get(r.file)??0)-(t.get(e.file)??0)||e.origin.line-r.origin.line)}const at=[`packages`,`repos`,`architectures`,`match-base-evr`,`kind`],ot={modules:`modularity was removed; name the packages`,match_base_evr:`write match-base-evr`},st={id:`extensions-file`,severity:`warning`,title:`an entry of extensions.yaml that fails or does not count`,rationale:`extensions.yaml is not checked for unknown keys, and its packages are not split at blanks. A package of an os-extension must not be part of the base, and match-base-evr has to name one that is. Repositories of one extension are on for all of them.`,bad:[w({"manifest.yaml":`packages: [bash]
`,"extensions.yaml":`extensions:
  shell:
    packages:
      - bash
`},`extensions.yaml:4`),w({"manifest.yaml":`packages: [bash]
`,"extensions.yaml":`extensions:
  shell:
    packages: [a b]
`},`extensions.yaml:3`),w({"manifest.yaml":`packages: [bash]
`,"extensions.yaml":`extensions:
  shell:
    match_base_evr: kernel
    packages: [a]
`},`extensions.yaml:3`),w({"manifest.yaml":`packages: [bash]
`,"extensions.yaml":`extensions:
  shell:
    architectures: [amd64]
    packages: [a]
`},`extensions.yaml:3`),w({"manifest.yaml":`packages: [bash]
`,"extensions.yaml":`extensions:
  shell:
    kind: os-extension
`},`extensions.yaml:2`)],good:[w({"manifest.yaml":`packages: [kernel]
`,"extensions.yaml":`extensions:
  rt:
    match-base-evr: kernel
    architectures: [x86_64]
    packages:
      - kernel-devel
`})],check:(e,t)=>{for(let n of e.tree.names(`.`).filter(e=>/^extensions(?:-[^/]*)?\.ya?ml$/.test(e))){let r=ct(n,e.tree.read(n)??``,t);for(let{name:e,key:n}of T(r))[`repos`,`extensions`].includes(e)||t({message:`found the key ${e}, which is passed over in silence; expected repos and extensions`,at:n.origin});for(let n of T(E(r,`extensions`)))lt(n,e,t)}}};function ct(e,t,n){try{return x(e,t)}catch(t){if(!(t instanceof h))throw t;n({message:t.upstream,at:t.location??{file:e},severity:`error`});return}}function lt({name:t,key:n,value:r},{variants:i},a){for(let{name:e,key:n}of T(r))at.includes(e)||a({message:`found ${e} in ${t}, which is passed over in silence; ${ot[e]??`expected ${at.join(`, `)}`}`,at:n.origin});let o=E(r,`packages`);o===void 0&&a({message:`found no packages in ${t}, which rpm-ostree refuses; list them`,at:n.origin,severity:`error`});let s=E(r,`kind`);s!==void 0&&![`os-extension`,`development`].includes(D(s)??``)&&a({message:`found the kind ${D(s)??``}, expected os-extension or development`,at:s.origin,severity:`error`});for(let{text:t,origin:n}of O(E(r,`architectures`)))e.some(e=>e===t)||a({message:`found the architecture ${t}, expected ${e.join(`, `)}`,at:n});E(r,`repos`)!==void 0&&a({message:`repositories of ${t} are on for all extensions; list them under repos: at the top`,at:E(r,`repos`)?.origin??n.origin,severity:`info`});let c=new Set(O(E(r,`architectures`)).map(({text:e})=>e)),l=(D(s)??`os-extension`)===`os-extension`;for(let{text:e,origin:t}of O(o)){/[\s']/.test(e)&&a({message:`found ${JSON.stringify(e)}, which is one package of that name here; give each an item of its own`,at:t});for(let n of i){let r=(c.size===0||c.has(n.variant.arch))&&l?n.merged.packages().find(t=>t.text===e):void 0;r!==void 0&&a({message:`found ${e}, which ${r.origin.file}:${r.origin.line} has in the base already: rpm-ostree refuses that`,at:t,severity:`error`,in:n})}}let u=E(r,`match-base-evr`);for(let e of u===void 0?[]:i){let t=c.size===0||c.has(e.variant.arch),n=new Set(e.merged.packages().map(({text:e})=>e));t&&u!==void 0&&!n.has(D(u)??``)&&a({message:`match-base-evr: found ${D(u)??``}, which the manifest does not ask for by that name; it fails unless another package brings it`,at:u.origin,in:e})}}const ut={id:`file-included-twice`,severity:`error`,title:`one file included twice`,rationale:`rpm-ostree takes a file it meets a second time for a loop and refuses, also when it is no loop: two manifests that include a third, two conditions that hold together, a link to a file that is included as well.`,bad:[w({"manifest.yaml":`include:
  - a.yaml
  - b.yaml
`,"a.yaml":`include: common.yaml
`,"b.yaml":`include: common.yaml
`,"common.yaml":`packages: [bash]
`},`b.yaml:1`),w({"manifest.yaml":`include:
  - a.yaml
  - b.yaml
`,"a.yaml":``,"b.yaml":{link:`a.yaml`}},`manifest.yaml:3`)],good:[w({"manifest.yaml":`include:
  - a.yaml
  - b.yaml
  - common.yaml
`,"a.yaml":``,"b.yaml":``,"common.yaml":`packages: [bash]
`})],check:({variants:e},t)=>{for(let n of e)for(let{kind:e,path:r,origin:i,first:a}of n.walk.problems){if(e!==`twice`&&e!==`depth`)continue;let o=a===void 0?`the manifest itself`:`included at ${a.file}:${a.line} already`;t({message:e===`depth`?`found an include of ${r} more than 50 files deep, expected at most 50`:`found an include of ${r}, which is ${o}; keep one of the two`,at:i,in:n})}}},dt=/^(usr\/(?!local\/)|etc\/|bin\/|sbin\/|lib\/|lib64\/)/,ft=/^(usr\/)?(bin|sbin|libexec)\//,pt={id:`file-paths`,severity:`error`,title:`a path remove-files or add-files cannot work with`,rationale:`remove-files wants paths without a leading / and without .. anywhere, also inside a name. add-files copies below usr/ (not usr/local/), etc/ and bin/, sbin/, lib/, lib64/ only, from beside its manifest, with the mode of the file. Sources are known by their name alone: two of one name in two directories get one content.`,bad:[C(`remove-files:
  - /etc/hosts
`,2),C(`remove-files:
  - usr/share/foo..bar
`,2),w({"manifest.yaml":`add-files:
  - [a.conf, /var/a.conf]
`,"a.conf":``},`manifest.yaml:2`),w({"manifest.yaml":`add-files:
  - [gone.conf, /etc/a.conf]
`},`manifest.yaml:2`),w({"manifest.yaml":`add-files:
  - [run.sh, /usr/bin/run]
`,"run.sh":`#!/bin/sh
`},`manifest.yaml:2`),w({"manifest.yaml":`add-files:
  - [a.conf, /etc/a]
  - [b.conf, /etc/a]
`,"a.conf":``,"b.conf":``},`manifest.yaml:3`),w({"manifest.yaml":`include: sub/a.yaml
add-files:
  - [a.conf, /etc/a]
`,"a.conf":`one`,"sub/a.yaml":`add-files:
  - [a.conf, /etc/b]
`,"sub/a.conf":`two`},`manifest.yaml:3`)],good:[w({"manifest.yaml":`remove-files:
  - etc/hosts
add-files:
  - [run.sh, /usr/bin/run]
  - [a.conf, /etc/a.conf]
`,"run.sh":{text:`#!/bin/sh
`,executable:!0},"a.conf":``})],check:(e,t)=>{for(let n of e.treefiles.values()){let r=k(n).flatMap(({include:e})=>T(e));for(let{name:e,value:i}of[...n.entries,...r])if(e===`remove-files`)for(let{text:e,origin:n}of O(i))mt(e,n,t);for(let r of ht(n))gt(r,e,t)}_t(e,t)}};function mt(e,t,n){e.startsWith(`/`)?n({message:`remove-files: found ${e}, expected a path without the leading /; write ${e.replace(/^\/+/,``)}`,at:t}):e.includes(`..`)&&n({message:`remove-files: found ${e}, which has two dots in a row: rpm-ostree refuses them even inside a name`,at:t})}function ht(e){return e.entries.filter(({name:e})=>e===`add-files`).flatMap(({value:t})=>(t.items??[]).flatMap(t=>{let n=D(t.items?.[0]),r=D(t.items?.[1]);return n===void 0||r===void 0?[]:[{source:n,path:n.startsWith(`/`)?n:y.join(y.dirname(e.path),n),target:r.replace(/^\/+/,``),origin:t.origin}]}))}function gt({source:e,path:t,target:n,origin:r},{tree:i},a){let o=r;dt.test(n)?n.split(`/`).includes(`..`)&&a({message:`add-files: found the target ${n}, which leads somewhere else than it begins; write where it ends`,at:o,severity:`warning`}):a({message:`add-files: found the target ${n}, expected one below usr/ (not usr/local/), etc/, bin/, sbin/, lib/ or lib64/`,at:o}),i.locate(t).kind===`outside`?a({message:`add-files: found the source ${e}, which is outside of the configuration`,at:o}):i.isFile(t)?ft.test(n)&&!((i.mode(t)??0)&73)&&a({message:`add-files: ${t} goes to ${n} and is not executable, and its mode is copied; chmod +x it`,at:o,severity:`warning`}):a({message:`add-files: found the source ${e}, but there is no file ${t}; sources are beside the manifest that names them`,at:o})}function _t({variants:e,treefiles:t,tree:n},r){for(let i of e){let e=/* @__PURE__ */ new Map,a=/* @__PURE__ */ new Map;for(let o of i.walk.files){let s=t.get(o);for(let t of s===void 0?[]:ht(s).toReversed()){let o=e.get(t.target);if(o===void 0)e.set(t.target,t);else{let[e,n]=o.origin.file===t.origin.file?[t,o]:[o,t];r({message:`add-files: found the target ${t.target}, which ${e.origin.file}:${e.origin.line} writes as well; keep one of the two`,at:n.origin,severity:`warning`,in:i})}let s=a.get(t.source);s===void 0?a.set(t.source,t):n.identity(s.path)!==n.identity(t.path)&&r({message:`add-files: the source ${t.source} has the name of one at ${t.origin.file}:${t.origin.line}, and both targets get the content of ${t.path}; give one another name`,at:s.origin,severity:`warning`,in:i})}}}}const vt=/* @__PURE__ */ new Set([`packages`,`repos`,`lockfile-repos`,`ostree-layers`,`documentation`,`recommends`,`postprocess`,`metadata`,`include`,`arch-include`,`conditional-include`,`variables`,`releasever`,`bootstrap-packages`]),yt={id:`ignored-in-container-flow`,severity:`warning`,title:`a key that a container build does not read`,rationale:`With metadata: build_with_buildah, or a Containerfile beside build-rootfs or build-args*.conf, the image is built by a script that reads packages, repositories, layers, postprocess and few more of the manifest. Everything else, exclude-packages and remove-files among it, is passed over in silence. A Containerfile that calls rpm-ostree experimental compose treefile-apply reads fewer yet, and refuses documentation.`,bad:[w({"manifest.yaml":`metadata: {build_with_buildah: true}
exclude-packages:
  - perl
`},`manifest.yaml:2`),w({"manifest.yaml":`exclude-packages:
  - perl
`,Containerfile:`FROM scratch
`,"build-rootfs":`#!/usr/bin/python3
`},`manifest.yaml:1`),w({"manifest.yaml":`exclude-packages:
  - perl
`,Containerfile:`FROM scratch
`,"build-args.conf":`ID=fedora
NAME=node
STREAM=stable
VERSION=42
`},`manifest.yaml:1`),w({"manifest.yaml":`packages: [bash]
documentation: false
`,Containerfile:`FROM a
RUN rpm-ostree experimental compose treefile-apply manifest.yaml
`},`manifest.yaml:2`)],good:[w({"manifest.yaml":`metadata: {build_with_buildah: true}
packages:
  - bash
`}),w({"manifest.yaml":`metadata: {build_with_buildah: false}
exclude-packages:
  - perl
`,Containerfile:`FROM scratch
`,"build-rootfs":`#!/usr/bin/python3
`}),w({"manifest.yaml":`documentation: false
exclude-packages:
  - perl
`,Containerfile:`FROM a
# not: treefile-apply
`})],check:(e,t)=>{let n=Ze(e);for(let r of e.variants){let i=n?r.merged.setting(`documentation`)?.winner:void 0;i!==void 0&&t({message:`documentation is refused by rpm-ostree compose treefile-apply, which the Containerfile calls; take it out`,at:i.key.origin,severity:`error`,in:r});let o=j(e,r);if(o!==void 0)for(let{name:e,key:n,file:i}of r.walk.contributions){let c=a[e]??e;if(vt.has(c)||s[c]===void 0)continue;let l=i.split(`/`).length===1;t({message:`${e} is not read by a container build (${o}); write a postprocess script, or take it out`,at:n.origin,severity:l?`warning`:`info`,in:r})}}}},bt={container:{value:!0,keys:{"boot-location":`modules`,selinux:!1,"tmp-is-dir":!0,"preserve-passwd":!1,"check-passwd":{type:`none`},"check-groups":{type:`none`}}},edition:{value:`2024`,keys:{"boot-location":`modules`,"tmp-is-dir":!0}}},xt={id:`implied-default-masks`,severity:`warning`,title:`a value that container or edition of another file overrules`,rationale:`container: true and edition: "2024" set further keys of their own file before files are merged. From then on these count like values somebody wrote: in an including file they hide what an included one says, in an included one they lose to the includer.`,bad:[w({"manifest.yaml":`edition: "2024"
include: a.yaml
`,"a.yaml":`tmp-is-dir: false
`},`a.yaml:1`),w({"manifest.yaml":`selinux: true
include: a.yaml
`,"a.yaml":`container: true
`},`a.yaml:1`),w({"manifest.yaml":`container: true
selinux: true
`},`manifest.yaml:2`)],good:[w({"manifest.yaml":`edition: "2024"
tmp-is-dir: false
`})],check:({variants:e},t)=>{for(let n of e)for(let[e,{value:r,keys:i}]of Object.entries(bt)){let a=n.walk.contributions.filter(t=>t.name===e&&!t.inline&&t.value.scalar===r);for(let r of a)for(let[a,o]of Object.entries(i))for(let i of n.merged.all(a)){if(Ct(i.value,o))continue;let s=`${r.file}:${r.key.origin.line}`;i.file===r.file?e===`container`&&!i.inline&&t({message:`${a} has no effect: ${e} on line ${r.key.origin.line} of this file sets it to ${N(o)}`,at:i.key.origin,in:n}):St(r,i,n.walk.contributions)?t({message:`${a} has no effect: ${e} at ${s} implies ${N(o)} and comes first; set ${a} there`,at:i.key.origin,in:n}):t({message:`${e} means to set ${a} to ${N(o)}, but ${i.file}:${i.key.origin.line} comes first and says otherwise`,at:r.key.origin,in:n})}}}};function St(e,t,n){return n.indexOf(e)<n.indexOf(t)}function Ct(e,t){return JSON.stringify(d(e))===JSON.stringify(t)}function N(e){return typeof e==`string`||typeof e==`boolean`?String(e):`type: none`}const wt={include:`is not followed; give the include an entry of its own`,"arch-include":`is dropped; add a condition on basearch`,"conditional-include":`is dropped; add the condition to the list of if:`,variables:`defines nothing; move it out of the condition`,releasever:`is no variable here; move it out of the condition`,"bootstrap-packages":`adds no package; write packages`,"platform-module":`is dropped, and has no effect anywhere`,container:`implies none of what it implies elsewhere; set those keys themselves`,edition:`implies none of what it implies elsewhere; set those keys themselves`,"add-files":`names files nobody opens, and the compose stops; move it into a file that is included`,"postprocess-script":`is skipped; move it into a file that is included, or write postprocess`},Tt={id:`inline-body-pitfall`,severity:`warning`,title:`something that does not work inside a condition`,rationale:`A treefile written under include: of a condition is not treated as a file is: packages are not split at blanks, packages-<arch> and unknown keys are dropped, nothing is included from it, and no variables come of it. rpm-ostree says nothing.`,bad:[C(`conditional-include:
  - if: basearch == "x86_64"
    include:
      packages:
        - nano vim-minimal
`,5),C(`conditional-include:
  - if: basearch == "x86_64"
    include:
      repo-packages:
        - repo: r
          packages: ["nano vim-minimal"]
`,6),C(`conditional-include:
  - if: basearch == "x86_64"
    include:
      packages-x86_64: [bash]
`,4),C(`conditional-include:
  - if: basearch == "x86_64"
    include:
      variables: {a: b}
`,4)],good:[C(`repo-packages:
  - repo: r
    packages: [nano vim-minimal]
`),C(`conditional-include:
  - if: basearch == "x86_64"
    include:
      packages:
        - nano
        - vim-minimal
`)],check:({treefiles:e},t)=>{for(let n of e.values())for(let{include:e}of k(n))for(let{name:n,key:r,value:i}of T(e)){let e=wt[n]??Dt(n);e!==void 0&&t({message:`inside a condition ${n} ${e}`,at:r.origin}),(n===`check-passwd`||n===`check-groups`)&&T(i).some(({value:e})=>e.scalar===`file`)&&t({message:`inside a condition ${n} with type: file has no file; move it into a file that is included`,at:r.origin});for(let{text:e,origin:r}of Et(n,i))/[\s']/.test(e)&&t({message:`found ${JSON.stringify(e)}, which is one package of that name inside a condition; give each package an item of its own`,at:r,severity:`error`})}}};function Et(e,t){return e===`packages`?O(t):e===`repo-packages`?(t.items??[]).flatMap(e=>O(E(e,`packages`))):[]}function Dt(e){return r(e)?`is dropped; add a condition on basearch and write packages`:Object.hasOwn(a,e)?`is dropped; write ${a[e]??``}`:i(e)?void 0:`is no key of a treefile and is dropped in silence`}const Ot={id:`legacy-alias`,severity:`info`,title:`an old spelling with an underscore`,rationale:`Four keys may still be written with an underscore. Both spellings of one key in one file are refused, and no other key has such a spelling.`,bad:[C(`default_target: multi-user.target
`,1),C(`gpg_key: abc
gpg-key: abc
`,2)],good:[C(`default-target: multi-user.target
`)],check:({treefiles:e},t)=>{for(let{entries:n}of e.values())for(let[e,{name:r,key:i}]of n.entries()){let o=a[r]??r,s=Object.keys(a).find(e=>a[e]===o);if(s===void 0)continue;let c=n.slice(0,e).find(e=>e.name!==r&&(a[e.name]??e.name)===o);c===void 0?r===s&&t({message:`found ${r}, an old spelling of ${o}; write ${o}`,at:i.origin}):t({message:`found ${r} beside ${c.name} of line ${c.key.origin.line}: rpm-ostree refuses both spellings in one file; keep ${o}`,at:i.origin,severity:`error`})}}},kt=/^manifest-lock\.(?:(overrides)\.)?(?:([a-z0-9_]+)\.)?(?:json|ya?ml)$/,At=/* @__PURE__ */ new WeakMap;function P(e){let t=At.get(e)??jt(e);return At.set(e,t),t}function jt(e){return e.names(`.`).flatMap(t=>{let n=kt.exec(t),r=n===null?void 0:e.read(t);if(n===null||r===void 0)return[];let i=n[2]===`overrides`?void 0:n[2];return[{file:t,isOverride:n[1]!==void 0||n[2]===`overrides`,arch:i,...Mt(t,r)}]}).sort((e,t)=>Number(e.isOverride)-Number(t.isOverride))}function Mt(e,t){try{let{root:n,entries:r}=De(e,t);return{root:n,error:void 0,packages:r}}catch(t){if(!(t instanceof h))throw t;let n=t.location??{file:e};return{root:void 0,error:{message:t.upstream,at:n},packages:[]}}}function Nt({file:e,root:t}){try{ae(e,t);return}catch(t){if(!(t instanceof h))throw t;return{message:t.upstream,at:t.location??{file:e}}}}const Pt={id:`lockfile-coverage`,severity:`info`,title:`a package the lock file does not have`,rationale:`What is asked for and not locked comes in whatever version the repositories have that day; with a strict lock the build fails. Strings that are no plain names are left out, and a name may be one a package only provides (iptables, grub2): look before acting. For that reason it is never more than an info, for a strict lock either.`,bad:[w({"manifest.yaml":`packages:
  - bash
  - dash
`,"manifest-lock.x86_64.json":`{"packages": {"bash": {"evra": "5.2-3.fc40.x86_64"}}}
`},`manifest.yaml:3`)],good:[w({"manifest.yaml":`packages:
  - bash
  - /usr/sbin/zipl
`,"manifest-lock.x86_64.json":`{"packages": {"bash": {"evra": "5.2-3.fc40.x86_64"}}}
`})],check:({tree:e,variants:t,entries:n},r)=>{let i=P(e);for(let e of t){if(n.length>1&&e.variant.entry!==`manifest.yaml`)continue;let t=i.find(({isOverride:t,arch:n})=>!t&&n===e.variant.arch);if(t===void 0||t.packages.length===0)continue;let a=new Set(i.filter(({arch:t})=>t===void 0||t===e.variant.arch).flatMap(({packages:e})=>e.map(({name:e})=>e)));for(let{text:t,origin:n}of e.merged.packages())/^[A-Za-z0-9][\w.+-]*$/.test(t)&&!a.has(t)&&r({message:`found ${t}, which manifest-lock.ARCH.json does not have; renew the lock, unless another package provides the name`,at:n,in:e})}}},Ft={"manifest.yaml":`releasever: 40
packages: [bash]
`};function F(e){return{...Ft,"manifest-lock.x86_64.json":`{"packages": {"bash": {"evra": "5.2-3.fc40.x86_64"}}}
`,"manifest-lock.overrides.yaml":`packages:\n  ${e}\n`}}const It={id:`lockfile-override-stale`,severity:`warning`,title:`a lock override that is stale or says too little`,rationale:`An override holds a package back (pin) or ahead (fast-track) of the generated lock. Once the lock has reached it, it only holds back updates. A pin has to name the reason, a fast-track its update; the dist tag has to be that of releasever. An override for one architecture hides the common one whole.`,bad:[w(F(`bash: {evr: 5.2-1.fc40, metadata: {type: fast-track, bodhi: https://example.com/1}}`),`manifest-lock.overrides.yaml:2`),w(F(`bash: {evr: 5.2-4.fc39, metadata: {type: fast-track, bodhi: https://example.com/1}}`),`manifest-lock.overrides.yaml:2`),w(F(`bash: {evr: 5.2-4.fc40, metadata: {type: pin}}`),`manifest-lock.overrides.yaml:2`),w(F(`dash: {evr: 5.2-4.fc40, metadata: {type: fast-track, bodhi: https://example.com/1}}`),`manifest-lock.overrides.yaml:2`),w({...F(`bash: {evr: 5.2-5.fc40, metadata: {type: fast-track, bodhi: https://example.com/1}}`),"manifest-lock.overrides.x86_64.yaml":`packages:
  bash: {evra: 5.2-4.fc40.x86_64, metadata: {type: fast-track, bodhi: https://example.com/1}}
`},`manifest-lock.overrides.x86_64.yaml:2`)],good:[w(F(`bash: {evr: 5.2-4.fc40, metadata: {type: fast-track, bodhi: https://example.com/1}}`))],check:(e,t)=>{let n=P(e.tree),r=n.filter(({isOverride:e})=>!e),i=n.filter(({isOverride:e})=>e);for(let n of i)for(let a of n.packages)Lt(a,n,r,t),Rt(a,t),zt(a,e,t),n.arch!==void 0&&Bt(a,i,t)}};function Lt(e,t,n,r){let i=S(e),a=n.filter(({arch:e})=>t.arch===void 0||e===t.arch);if(i===void 0||a.length===0)return;let o=a.flatMap(t=>{let n=t.packages.findLast(({name:t})=>t===e.name),r=n===void 0?void 0:S(n);return r===void 0?[]:[{base:t,evr:r.evr}]});o.length===0?r({message:`${e.name} is in none of ${a.map(({file:e})=>e).join(`, `)}: the override does nothing unless the package is asked for newly`,at:e.key.origin,severity:`info`}):(D(E(E(e.value,`metadata`),`type`))!==`pin`&&o.every(({evr:e})=>Vt(i.evr,e))&&r({message:`${e.name}: found ${i.evr}, but ${o[0]?.base.file??``} has ${o[0]?.evr??``}, which is newer; take the override out`,at:e.key.origin}),o.some(({base:t})=>E(t.packages.findLast(({name:t})=>t===e.name)?.value,`digest`)!==void 0)&&E(e.value,`digest`)===void 0&&r({message:`${e.name}: the generated lock has a digest, which the override takes away with the whole entry; add the digest of the new package`,at:e.key.origin}))}function Rt(e,t){let n=E(e.value,`metadata`),r=D(E(n,`type`)),i=e=>/^https?:\/\//.test(D(E(n,e))??``);r===`pin`&&!i(`reason`)&&t({message:`${e.name}: found a pin without metadata: reason:, expected the address of an issue that says when it may go`,at:e.key.origin}),r===`fast-track`&&!i(`bodhi`)&&t({message:`${e.name}: found a fast-track without metadata: bodhi:, expected the address of the update`,at:e.key.origin,severity:`info`})}function zt(e,{variants:t},n){let r=/\.(fc|el)(\d+)/.exec(S(e)?.evr??``),i=new Set(t.flatMap(({walk:e})=>{let t=e.variables.get(`releasever`);return t===void 0?[]:[String(t).split(`.`)[0]??``]}));r?.[2]===void 0||i.size===0||i.has(r[2])||n({message:`${e.name}: found the dist tag ${r[0].slice(1)}, but releasever is ${[...i].join(`, `)}; override with a package of that release`,at:e.key.origin})}function Bt(e,t,n){let r=t.find(({arch:e})=>e===void 0),i=r?.packages.findLast(({name:t})=>t===e.name),[a,o]=[S(e),i===void 0?void 0:S(i)];a!==void 0&&o!==void 0&&r!==void 0&&Vt(a.evr,o.evr)&&n({message:`${e.name}: found ${a.evr}, which hides the newer ${o.evr} of ${r.file}; update it, or take it out`,at:e.key.origin})}function Vt(e,t){return se(oe(e),oe(t))<0}const I={"manifest.yaml":`packages: [bash]
`},Ht={id:`lockfile-schema`,severity:`error`,title:`a lock file rpm-ostree cannot read, or reads otherwise`,rationale:`A lock file is {packages: {NAME: {evr or evra, digest?, metadata?}}, metadata?: {generated?, rpmmd_repos?}}, with no other keys, and versions and digests are texts: 1.0 without quotes is a number. evra is split at its last dot, whatever stands behind it: a forgotten architecture makes one of the dist tag. Of a name that is there twice the last counts in silence.`,bad:[w({...I,"manifest-lock.overrides.yaml":`packages:
  bash:
    evr: 5.2-1.el9
    evra: 5.2-1.el9.x86_64
`},`manifest-lock.overrides.yaml:2`),w({...I,"manifest-lock.overrides.yaml":`packages:
  bash:
    evr: 1.0
`},`manifest-lock.overrides.yaml:3`),w({...I,"manifest-lock.overrides.yaml":`packages:
  bash:
    evra: 5.2-1.el9
`},`manifest-lock.overrides.yaml:3`),w({...I,"manifest-lock.x86_64.json":`{"packages": {"bash": {"evra": "5-1.x86_64"}, "bash": {"evra": "5-2.x86_64"}}}
`},`manifest-lock.x86_64.json:1`),w({...I,"manifest-lock.overrides.yaml":`packages: {}
reason: none
`},`manifest-lock.overrides.yaml:2`),w({...I,"manifest-lock.overrides.yaml":`metadata: {}
`},`manifest-lock.overrides.yaml`),w({...I,"manifest-lock.x86_64.json":`{"packages": {
`},`manifest-lock.x86_64.json:2`),w({...I,"manifest-lock.overrides.yaml":`packages: {}
metadata:
  foo: 1
`},`manifest-lock.overrides.yaml:3`),w({...I,"manifest-lock.overrides.yaml":`packages:
  bash:
    evr: 5.2-1.el9
    digest: 7
`},`manifest-lock.overrides.yaml:4`),w({...I,"manifest-lock.overrides.yaml":`packages:
  bash:
    evr: 5.2-1.el9
    metadata: pinned
`},`manifest-lock.overrides.yaml:3`),w({...I,"manifest-lock.overrides.yaml":`packages: {}
metadata:
  generated: today
`},`manifest-lock.overrides.yaml:3`)],good:[w({...I,"manifest-lock.x86_64.json":`{"packages": {"bash": {"evra": "5-1.x86_64", "digest": "sha256:aa"}}, "metadata": {"generated": "2026-01-01T00:00:00Z", "rpmmd_repos": {"r": {"generated": "2026-01-01T00:00:00Z"}}}}
`}),w({...I,"manifest-lock.overrides.yaml":`packages:
  bash:
    evr: 5.2-1.el9
    metadata: {type: pin, reason: https://example.com/1}
`})],check:({tree:e},t)=>{for(let n of P(e)){if(n.error!==void 0){t(n.error);continue}let e=!1,r=n=>{e||=(n.severity??`error`)===`error`,t(n)};L(T(n.root),[`packages`,`metadata`],r);let i=E(n.root,`metadata`);L(T(i),[`generated`,`rpmmd_repos`],r);for(let{value:e}of T(E(i,`rpmmd_repos`)))L(T(e),[`generated`],r);let a=E(n.root,`packages`);if(a?.entries===void 0){r({message:`found no mapping packages:, which has to be there, if only as {}`,at:a?.origin??{file:n.file}});continue}let o=/* @__PURE__ */ new Map;for(let e of n.packages){let t=o.get(e.name);t!==void 0&&r({message:`found ${e.name} again, which line ${t} has already: the last one counts, in silence`,at:e.key.origin,severity:`warning`}),o.set(e.name,e.key.origin.line),Ut(e,n,r)}let s=e?void 0:Nt(n);s!==void 0&&r(s)}}};function L(e,t,n){for(let{name:r,key:i}of e)t.includes(r)||n({message:`found the key ${r}, expected ${t.join(`, `)}: rpm-ostree refuses any other`,at:i.origin})}function Ut(t,n,r){L(T(t.value),[`evr`,`evra`,`digest`,`metadata`],r);let i=[`evr`,`evra`].flatMap(e=>E(t.value,e)??[]),[a]=i;if(a===void 0||i.length>1){r({message:`${t.name}: found ${a===void 0?`neither evr nor evra`:`evr and evra`}, expected one of the two`,at:t.key.origin});return}for(let[e,n]of[[``,a],[`digest: `,E(t.value,`digest`)]])n!==void 0&&typeof n.scalar!=`string`&&(n===a||n.scalar!==null)&&r({message:`${t.name}: ${e}found ${n.source??`no text`}, which is no text; write it in double quotes`,at:n.origin});if(t.evra===void 0)return;let o=S(t),s=n.arch===void 0?e:[n.arch];o===void 0?r({message:`${t.name}: found ${t.evra}, expected .${s[0]??``} or .noarch at its end`,at:a.origin}):o.arch!==`noarch`&&!s.some(e=>e===o.arch)&&r({message:`${t.name}: found the architecture ${o.arch??``} in ${t.evra}, expected ${s.join(`, `)} or noarch; write evr without one`,at:a.origin,severity:`warning`})}const Wt=`a submodule that is not checked out`,Gt="give `submodules: recursive` to actions/checkout, or run `git submodule update --init --recursive`";function Kt({tree:e,submodules:t,isTemplate:n},r){let i=t.find(e=>r.startsWith(`${e}/`));if(i!==void 0&&e.names(i).length===0)return{kind:`submodule`,directory:i};let[a=``]=r.split(`/`);if(!(!r.includes(`/`)||e.names(a).length>0))return n?{kind:`base`,directory:a}:void 0}const qt={id:`missing-include`,severity:`error`,title:`an included file that is not there`,rationale:`rpm-ostree opens only what the architecture and the variables of a build ask for, so that a file missing on another architecture is noticed by that build alone. It never says which file includes the missing one. Files outside of the configuration are refused: nothing there belongs to a build.`,bad:[w({"manifest.yaml":`include:
  - gone.yaml
`},`manifest.yaml:2`),w({"manifest.yaml":`arch-include:
  s390x: gone.yaml
`},`manifest.yaml:2`,{arches:[`x86_64`]}),w({"manifest.yaml":`include: ../outside.yaml
`},`manifest.yaml:1`)],good:[w({"manifest.yaml":`include:
  - there.yaml
`,"there.yaml":`packages: [bash]
`})],check:(e,t)=>{let n=/* @__PURE__ */ new Set,r=/* @__PURE__ */ new Set;for(let i of e.variants)for(let{kind:a,path:o,origin:s}of i.walk.problems){if(a!==`missing`&&a!==`outside`)continue;n.add(`${s.file}:${s.line}:${o}`);let c=a===`missing`?Xt(e,o):void 0;c===void 0?t({message:Yt(e,a,o),at:s,in:i}):(r.has(c.message)||t({...c,at:s}),r.add(c.message))}for(let r of e.includes){let{kind:i}=e.tree.locate(r.path),a=`${r.origin.file}:${r.origin.line}:${r.path}`;i===`inside`||n.has(a)||(i!==`missing`||Xt(e,r.path)===void 0)&&t({message:`${Yt(e,i,r.path)}${Jt(r)}`,at:r.origin,severity:i===`outside`?`error`:`warning`})}}};function Jt({arch:e}){return e===void 0?`; no variant looked at includes it, the build of another one would fail`:`; only a build for ${e} would fail`}function Yt({tree:e},t,n){if(t===`outside`)return`found an include of ${n}, which is outside of the configuration; everything a manifest names has to be inside`;let r=[y.dirname(n),`manifests`,`fedora-coreos-config/manifests`,`.`].flatMap(e=>[y.join(e,fe(n)),y.join(e,`manifests`,fe(n))]).find(t=>t!==n&&e.isFile(t));return`found an include of ${n}, which is not there${r===void 0?`; correct the path, or add the file`:`; there is ${r}`}`}function Xt(e,t){let n=Kt(e,t);if(n===void 0)return;let{kind:r,directory:i}=n;return r===`submodule`?{message:`${i}/ is ${Wt}, so nothing of it was looked at; ${Gt}`,severity:`warning`}:{message:`${i}/ is not here: it is the base the build fetches, so nothing of it was looked at; lint what render --out DIR writes to have both looked at`,severity:`info`}}const R=`refuses the file`,Zt={variables:{since:`2022.3`,before:R},"conditional-include":{since:`2022.3`,before:R},metadata:{since:`2022.13`,before:R},repovars:{since:`2022.16`,before:R},"selinux-label-version":{since:`2023.9`,before:R},edition:{since:`2024.9`,before:R},"ignore-devices":{since:`2024.9`,before:R},sysusers:{since:`2025.9`,before:R},"advisories-metadata":{since:`2025.11`,before:R},"no-initramfs":{since:`2026.1`,before:R}},Qt={id:`needs-rpm-ostree`,severity:`error`,title:`something the rpm-ostree of the assembler is too old for`,rationale:`Manifests are read as rpm-ostree v2026.2 reads them. An older one, in an older assembler, refuses keys it does not know, or does something else. The version is given with --rpm-ostree, and a build takes that of the assembler it has pulled; without one this rule is silent.`,bad:[{...C(`no-initramfs: true
`,1),rpmOstree:`2024.8`},{...C(`conditional-include:
  - if: basearch == "x86_64"
    include:
      packages: [bash]
`,4),rpmOstree:`2024.8`},w({"manifest.yaml":`include: a.ks
`,"a.ks":`%packages
bash
%end
`},`manifest.yaml:1`,{rpmOstree:`2024.8`}),w({"manifest.yaml":`repos: [r]
`,"finalize.d/01-a":{text:`#!/bin/sh
`,executable:!0}},`finalize.d`,{rpmOstree:`2024.8`})],good:[w({"manifest.yaml":`repos: [r]
`,"finalize.d/01-a":{text:`#!/bin/sh
`,executable:!0}},void 0,{rpmOstree:`2024.9`}),{...C(`no-initramfs: true
repos: [r]
`),rpmOstree:`2026.1`},w({"manifest.yaml":`repos: [r]
conditional-include:
  - if: basearch == "x86_64"
    include: a.yaml
`,"a.yaml":``},void 0,{rpmOstree:`2022.3`})],check:(e,t)=>{let{treefiles:n,includes:r,variants:i,rpmOstree:o}=e;if(o===void 0)return;let s=(e,{since:n,before:r},i)=>{g(o,n)&&t({message:`${e} needs rpm-ostree ${n}, the assembler has ${o}, which ${r}; take a newer assembler-image, or do without`,at:i})};for(let e of n.values()){for(let{name:t,key:n}of e.entries){let e=Zt[a[t]??t];e!==void 0&&s(t,e,n.origin)}$t(e,s)}if(g(o,`2024.9`))for(let n of Qe(e))t({message:`finalize.d needs rpm-ostree 2024.9, the assembler has ${o}, which runs nothing of it; take a newer assembler-image, or write postprocess`,at:{file:n},severity:`warning`});for(let{path:e,origin:t}of r)e.endsWith(`.ks`)&&s(`a kickstart file`,{since:`2024.9`,before:`reads it as JSON`},t);for(let e of i){let[n]=e.walk.contributions;n!==void 0&&!e.merged.keys().has(`repos`)&&g(o,`2024.9`)&&t({message:`a manifest without repos needs rpm-ostree 2024.9, the assembler has ${o}; list the repositories`,at:{file:e.variant.entry},severity:`warning`,in:e})}}};function $t(e,t){for(let{name:n,value:r}of e.entries)n===`include`&&r.items!==void 0&&t(`a list under include`,{since:`2019.5`,before:R},r.origin);for(let{include:n}of k(e)){let[e]=T(n);e!==void 0&&t(`a treefile written inside a condition`,{since:`2025.8`,before:R},e.key.origin)}}const en={passwd:7,group:4};function tn(e,t,n){let r=[],i=[];for(let[a,o]of e.split(/\r?\n/).entries()){if(/^\s*(#|$)/.test(o))continue;let e=a+1,s=(t,n=`error`)=>{i.push({line:e,message:t,severity:n})},c=o.split(`:`),[l=``,,u=``,d=``]=c;if(c.length!==en[t]||l===``||!/^\d{1,10}$/.test(u)){s(`found ${JSON.stringify(o.slice(0,60))}, expected ${en[t]} fields with : between, the third a number`);continue}let f=Number(u),p=r.find(e=>e.name===l),m=r.find(e=>e.id===f);p===void 0?m!==void 0&&s(`found the number ${f} for ${l}, which line ${m.line} gives to ${m.name}`,t===`passwd`?`error`:`warning`):s(`found ${l} again, which line ${p.line} has already`),t===`passwd`&&n!==void 0&&!n.has(Number(d))&&s(`found the group number ${d} of ${l}, which the group file does not have; add the group, unless a package makes it`,`info`),r.push({name:l,id:f,line:e})}let a=nn(r);if(a!==void 0){let e=`${a.name} is out of order: the file is sorted neither by name nor by number, so that merges collide`;i.push({line:a.line,message:e,severity:`info`})}return{accounts:r,problems:i}}function nn(e){let t=t=>e.find((n,r)=>{let i=e[r-1];return i!==void 0&&!t(i,n)});return t((e,t)=>e.name<=t.name)===void 0?void 0:t((e,t)=>e.id<=t.id)}const z=`check-passwd: {type: file, filename: passwd}
check-groups: {type: file, filename: group}
`,rn={id:`passwd-pairing`,severity:`error`,title:`passwd and group files that do not go together`,rationale:`While preserve-passwd holds, check-passwd and check-groups have to come from files both or not at all. Names and numbers have to be unique, and the group of every user has to be in the other file: what is wrong there shows as changed ids on hosts that update.`,bad:[w({"manifest.yaml":`check-passwd: {type: file, filename: passwd}
`,passwd:``},`manifest.yaml:1`),w({"manifest.yaml":z,passwd:`root:x:0:0:root:/root:/bin/bash
vdsm:x:0:0::/:/sbin/nologin
`,group:`root:x:0:
`},`passwd:2`),w({"manifest.yaml":z,passwd:`vdsm:x:36:36::/:/sbin/nologin
`,group:`root:x:0:
`},`passwd:1`),w({"manifest.yaml":z,passwd:`root
`,group:`root:x:0:
`},`passwd:1`)],good:[w({"manifest.yaml":z,passwd:`root:x:0:0:root:/root:/bin/bash
`,group:`root:x:0:
`})],check:({variants:e,tree:t},n)=>{for(let r of e){let e=e=>{let t=r.merged.setting(e);if(t===void 0||D(E(t.winner.value,`type`))!==`file`)return;let n=D(E(t.winner.value,`filename`));return n===void 0?void 0:{path:y.join(y.dirname(t.winner.file),n)}},i=e(`check-passwd`),a=e(`check-groups`),o=r.merged.setting(`preserve-passwd`)?.winner.value.scalar!==!1,s=r.merged.setting(`container`)?.winner.value.scalar===!0;for(let[e,t,c,l]of[[i,a,`check-passwd`,`check-groups`],[a,i,`check-groups`,`check-passwd`]]){let i=r.merged.setting(c);o&&!s&&e!==void 0&&t===void 0&&i!==void 0&&n({message:`${c} comes from a file and ${l} does not, which the compose refuses; give ${l} type: file as well`,at:i.winner.key.origin,in:r})}for(let e of[i,a]){let r=e===void 0?void 0:t.read(e.path);if(e===void 0||r===void 0)continue;let o=a===void 0?void 0:t.read(a.path),s=e===i&&o!==void 0?new Set(tn(o,`group`).accounts.map(({id:e})=>e)):void 0;for(let{line:t,message:a,severity:o}of tn(r,e===i?`passwd`:`group`,s).problems)n({message:a,at:{file:e.path,line:t},severity:o})}}}},an={id:`postprocess-hygiene`,severity:`warning`,title:`a script that may fail without being noticed`,rationale:`Scripts are executed directly, so the first line has to name an interpreter. Without set -e the script goes on behind a command that failed, and the build counts as good. There is no network where they run. Under sh only what POSIX has is sure to work. A pipe counts as good when only its last command is, unless pipefail is set. In a container build there is no /usr/etc but what a script makes, and /etc is what ends up on the host. What is temporary stays for ever when nothing tells what it waits for.`,bad:[C(`postprocess:
  - |
    rm /usr/share/a
`,2),C(`postprocess:
  - |
    #!/bin/bash
    rm /usr/share/a
    rm /usr/share/b
`,2),C(`postprocess:
  - |
    #!/bin/bash
    set -e
    curl -O https://example.com/a
`,5),C(`postprocess:
  - |
    #!/bin/sh
    set -e
    if [[ -e /a ]]; then rm /a; fi
`,5),C(`postprocess:
  - |
    #!/bin/bash
    set -e
    cat > /etc/a <<EOF
    b
`,2),C(`postprocess:
  - |
    #!/bin/bash
    set -eu
    cat /etc/a | sort > /etc/b
`,5),C(`metadata: {build_with_buildah: true}
postprocess:
  - |
    #!/bin/bash
    set -e
    echo a > /usr/etc/b
`,6),C(`postprocess:
  - |
    #!/bin/bash
    set -e
    # Temporary hack
    rm /usr/lib/a
`,5)],good:[C(`metadata: {build_with_buildah: true}
postprocess:
  - |
    #!/bin/bash
    set -e
    if [ -f /run/.containerenv ]; then rm /etc/b; else rm /usr/etc/b; fi
`),C(`postprocess:
  # https://example.com/issues/1
  - |
    #!/bin/bash
    set -e
    # Temporary hack
    rm /usr/lib/a || true
    sed -i "s | a | b |" /usr/etc/a
`),C(`postprocess:
  - |
    #!/bin/bash
    set -euo pipefail
    # workaround for RHEL-1234
    cat /etc/a | sort > /etc/b
`),C(`postprocess:
  - |
    #!/usr/bin/env bash
    set -xeuo pipefail
    cat > /usr/share/a <<EOF
    curl https://example.com
    EOF
`),C(`postprocess:
  - |
    #!/bin/sh
    systemctl mask dnsmasq.service
`)],check:(e,t)=>{let{treefiles:n,variants:r}=e,i=r.some(t=>j(e,t)!==void 0);for(let e of n.values())for(let n of sn(e)){if(typeof n.scalar!=`string`)continue;let r=[...cn(n.scalar,i),...dn(n.scalar,fn(e,n.origin.line))];for(let{message:i,line:a,severity:o}of r)t({message:i,at:on(e,n,a),...o===void 0?{}:{severity:o}})}}};function on(e,{origin:t},n){let r=e.text.split(`
`,t.line)[t.line-1]??``;return n>0&&/\|[+-]?\s*(?:#.*)?$/.test(r)?{file:e.path,line:t.line+1+n}:t}function sn(e){let t=k(e).flatMap(({include:e})=>T(e));return[...e.entries,...t].filter(({name:e})=>e===`postprocess`).flatMap(({value:e})=>[...e.items??[]])}function cn(e,t){let n=[],[r=``]=e.split(`
`),i=/^#!\s*(\S+)(?:\s+(?:-S\s+)?(\S+))?/.exec(r);if(i===null)return n.push({message:`the script starts with ${JSON.stringify(r.slice(0,40))}, expected #! and an interpreter: it is executed directly`,line:0}),n;let a=(i[1]?.endsWith(`/env`)===!0?i[2]:i[1])?.split(`/`).at(-1)??``;if(![`bash`,`sh`,`dash`,`ash`].includes(a))return n;let{commands:o,open:s}=pn(e),c=o.filter(({text:e})=>!/^\s*(#|$)/.test(e));s!==void 0&&n.push({message:`the here-document <<${s} has no line ${s} that ends it`,line:0,severity:`error`});let l=/\bset\s+(?:-o\s+\w+\s+)*-[a-z]*e|\bset\s+-o\s+errexit/.test(e)||/^#!.*\s-[a-z]*e\b/.test(r),u=c.some(({text:e})=>/\bexit\s+[1-9]/.test(e));!l&&!u&&c.length>1&&n.push({message:`the script has several commands and no set -e: it goes on behind one that fails; begin it with set -euo pipefail`,line:0});let d=c.find(({text:e})=>/\s\|\s/.test(e.replaceAll(/"(?:\\.|[^"\\])*"|'[^']*'/g,`""`)));a===`bash`&&l&&d!==void 0&&!/\bpipefail\b/.test(e)&&n.push({message:`line ${d.line+1} of the script has a pipe, of which only the last command counts for set -e; write set -euo pipefail`,line:d.line,severity:`info`});let f=/\.containerenv\b|-[de]\s+\/?usr\/etc\b/.test(e),p=t&&!f?c.find(({text:e})=>/(?<![\w.])\/?usr\/etc\b/.test(e)):void 0;p!==void 0&&n.push({message:`line ${p.line+1} of the script names /usr/etc, which a container build has not; write /etc`,line:p.line,severity:`info`});for(let{text:e,line:r}of c){let i=/(?:^|[;&|(]\s*|\b(?:then|do|else|sudo)\s+)(curl|wget|dnf|yum|microdnf|git\s+clone|pip3?\s+install)\b/.exec(e.trim())?.[1];!t&&i!==void 0&&!/\bdnf\s+(?:config-manager|mark)\b/.test(e)&&n.push({message:`line ${r+1} of the script calls ${i}, but there is no network where it runs`,line:r}),a!==`bash`&&/\[\[|\bfunction\s+\w+|<<<|\bsource\s|^\s*\w+=\(/.test(e)&&n.push({message:`line ${r+1} of the script is bash, but it runs under ${a}; begin it with #!/usr/bin/env bash`,line:r})}return n}const ln=/^\s*#(?!!).*\b(?:temporary|temporarily|hack|work-?around)\b/i,un=/https?:\/\/|#\d+|\b(?:rhbz|bz|bug)\W{0,2}\d+|\b[A-Z][A-Z0-9]+-\d+\b/;function dn(e,t){return un.test(e)||un.test(t)?[]:e.split(`
`).flatMap((e,t)=>ln.test(e)?[{message:`line ${t+1} of the script says that something is temporary, and not what it waits for; name the issue`,line:t,severity:`info`}]:[])}function fn(e,t){let n=e.text.split(`
`).slice(0,t-1),r=n.findLastIndex(e=>!/^\s*#/.test(e))+1;return n.slice(r).join(`
`)}function pn(e){let t=[],n=[];for(let[r,i]of e.split(`
`).entries()){let[e]=n;if(e!==void 0)(e.tabs?i.replace(/^\t+/,``):i)===e.word&&(n=n.slice(1));else if(t.push({text:i,line:r}),!/^\s*#/.test(i))for(let[,e,,t=``]of i.matchAll(/(?<![<(\d])<<(-?)\s*(["']?)([A-Za-z_]\w*)\2/g))n.push({word:t,tabs:e===`-`})}return{commands:t,open:n[0]?.word}}const mn={id:`postprocess-order`,severity:`info`,title:`scripts of two includes that run the other way round`,rationale:`Lists of included files come before those of the including one, and the last include comes first: of include: [A, B] the scripts of B run before those of A. A script that needs a file another one makes has to be below it in that order.`,bad:[w({"manifest.yaml":`include:
  - a.yaml
  - b.yaml
`,"a.yaml":`postprocess:
  - |
    #!/bin/sh
    mkdir /usr/share/node
`,"b.yaml":`postprocess:
  - |
    #!/bin/sh
    touch /usr/share/node/mark
`},`b.yaml:2`)],good:[w({"manifest.yaml":`include:
  - a.yaml
  - b.yaml
`,"a.yaml":`postprocess:
  - |
    #!/bin/sh
    mkdir /usr/share/node
`,"b.yaml":`postprocess:
  - |
    #!/bin/sh
    mkdir /usr/share/other
`})],check:({variants:e},t)=>{for(let n of e){let e=n.merged.items(`postprocess`).map(({node:e,file:t})=>{let n=typeof e.scalar==`string`?e.scalar:``;return{origin:e.origin,file:t,makes:hn(n),text:n}}),r=/* @__PURE__ */ new Map;for(let[t,{makes:n}]of e.entries())for(let e of n)r.has(e)||r.set(e,t);for(let[i,a]of e.entries()){let o=gn(a.text).map(e=>({path:e,maker:r.get(e)})).find(({maker:t})=>t!==void 0&&t>i&&e[t]?.file!==a.file),s=o?.maker===void 0?void 0:e[o.maker];o!==void 0&&s!==void 0&&t({message:`uses ${o.path}, which the script at ${s.file}:${s.origin.line} makes, but that one runs later: scripts of the last include run first`,at:a.origin,in:n})}}}};function hn(e){let t=/* @__PURE__ */ new Set;for(let n of e.split(`
`)){if(/^\s*#/.test(n))continue;let e=[...n.matchAll(/\b(?:mkdir|touch)\s+(?:-\S+\s+)*(\/(?:usr|etc)\/[\w./-]+)/g),...n.matchAll(/(?<![>\d])>\s*(\/(?:usr|etc)\/[\w./-]+)/g)];for(let[,n=``]of e)t.add(n.replace(/\/+$/,``))}return[...t].filter(e=>e.split(`/`).length>3&&!e.endsWith(`/os-release`))}function gn(e){let t=/* @__PURE__ */ new Set;for(let n of e.split(`
`))if(!/^\s*#/.test(n))for(let[e]of n.matchAll(/\/(?:usr|etc)\/[\w.+@-]+(?:\/[\w.+@-]+)*/g))for(let n=e;n.split(`/`).length>3;n=n.slice(0,n.lastIndexOf(`/`)))t.add(n);return[...t]}const _n={id:`postprocess-script-mode`,severity:`error`,title:`a postprocess-script that is not executable`,rationale:`The compose refuses it: the file itself is executed. git records the bit: git update-index --chmod=+x FILE.`,bad:[w({"manifest.yaml":`postprocess-script: post.sh
`,"post.sh":`#!/bin/sh
`},`manifest.yaml:1`)],good:[w({"manifest.yaml":`postprocess-script: post.sh
`,"post.sh":{text:`#!/bin/sh
`,executable:!0}})],check:({treefiles:e,tree:t},n)=>{for(let{path:r,entries:i}of e.values())for(let{name:e,value:a}of i){let i=e===`postprocess-script`?D(a):void 0;if(i===void 0||i.startsWith(`/`))continue;let o=y.join(y.dirname(r),i),s=t.mode(o);s===void 0?n({message:`found ${i}, but there is no file ${o}; scripts are beside the manifest that names them`,at:a.origin}):s&73||n({message:`found ${i}, which is not executable; git update-index --chmod=+x ${o}`,at:a.origin})}}},vn={id:`remove-from-packages`,severity:`warning`,title:`an entry of remove-from-packages that fails or removes something else`,rationale:`An entry is [name, pattern…]: the exact name of a package, then regular expressions that are searched for anywhere in the path of each of its files. They are no shell patterns: /usr/bin/* matches every path with /usr/bin in it. A wrong expression makes the compose fail without saying which, an empty entry makes it crash. That nothing brings in a package is passed over in silence, by rpm-ostree and here: most of those named are needed by another, which only the solver knows.`,bad:[C(`remove-from-packages:
  - [grub2-tools, "/etc/(default"]
`,2),C(`remove-from-packages:
  - []
`,2),C(`remove-from-packages:
  - [grub2-tools, "/usr/bin/*"]
`,2),C(`remove-from-packages:
  - [grub2-tools]
`,2)],good:[w({"manifest.yaml":`packages: [grub2-tools]
remove-from-packages:
  - [grub2-tools, "/etc/default/grub", "/usr/share/.*"]
`})],check:({treefiles:e},t)=>{for(let{entries:n}of e.values())for(let{name:e,value:r}of n)if(e===`remove-from-packages`)for(let e of r.items??[]){let[n,...r]=e.items??[],i=e.origin;if(e.items===void 0)continue;let a=D(n)??``;if(n===void 0)t({message:`remove-from-packages: found an empty entry, expected [name, pattern…]: rpm-ostree crashes on it`,at:i,severity:`error`});else{(A(a).length>1||/[*?]/.test(a))&&t({message:`remove-from-packages: found ${JSON.stringify(a)}, expected the exact name of one package`,at:i}),r.length===0&&t({message:`remove-from-packages: found no pattern behind ${a}, so nothing is removed; add one, or take the entry out`,at:i});for(let e of r){let n=D(e)??``,r=yn(n);r!==void 0&&t({message:`remove-from-packages: found ${JSON.stringify(n)}, ${r.text}`,at:e.origin,severity:r.severity})}}}}};function yn(e){try{RegExp(e.replaceAll(/\(\?[imsx]+\)|\(\?P(?=<)|\\[AzZhHvVRK]|(?<=[*+?}])\+/g,``))}catch{return{text:`which is no regular expression: the compose fails without naming it`,severity:`error`}}if(/^\*|\/\*|(?<![\\.\])}\w])\*$/.test(e))return{text:`which is a regular expression and not a shell pattern; write .* for any text`,severity:`warning`};if(/^\^?\/?\.\*\$?$/.test(e))return{text:`which removes every file of the package; exclude the package, if nothing needs it`,severity:`info`}}const bn={id:`repo-packages-problem`,severity:`warning`,title:`an entry of repo-packages that fails or does nothing`,rationale:`repo-packages takes names (and name-version forms) only: no version queries, provides, paths or patterns. A package of a later entry is taken out of earlier ones, and the including file is the latest; the same package twice in one file is not tidied. The repository has to be under repos as well.`,bad:[C(`repos: [r]
repo-packages:
  - repo: r
    packages:
      - "'kernel = 6.9'"
`,5),C(`repos: [r]
repo-packages:
  - repo: r
    packages: [a]
  - repo: r
    packages: [a]
`,4),w({"manifest.yaml":`repos: [r]
repo-packages:
  - repo: s
    packages: [a]
`,"r.repo":`[r]
name=R
baseurl=https://example.com/r
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/KEY
`},`manifest.yaml:3`),w({"manifest.yaml":`include: a.yaml
repos: [r]
repo-packages:
  - repo: r
    packages: [a]
`,"a.yaml":`repo-packages:
  - repo: r
    packages: [a]
`},`a.yaml:3`)],good:[C(`repos: [r]
repo-packages:
  - repo: r
    packages: [kernel, kernel-core]
`)],check:({treefiles:e,variants:t},n)=>{for(let t of e.values()){let e=/* @__PURE__ */ new Map;for(let{entry:r,inline:i}of Sn(t).toReversed())for(let{text:t,origin:a}of O(E(r,`packages`)))for(let r of xn(t,i)){!(i&&/[\s']/.test(r))&&/[\s<>=()*?[/]/.test(r)&&n({message:`repo-packages: found ${JSON.stringify(r)}, expected the name of a package: version queries, provides, paths and patterns match nothing`,at:a,severity:`error`});let t=e.get(r);t===void 0?e.set(r,{line:a.line}):n({message:`repo-packages: found ${r}, which the entry at line ${t.line} has as well; keep one of the two`,at:a})}}for(let e of t){let t=new Set(e.merged.strings(`repos`).map(({text:e})=>e)),r=/* @__PURE__ */ new Map;for(let{node:i,file:a,inline:o}of e.merged.items(`repo-packages`).toReversed()){let s=E(i,`repo`),c=D(s);s!==void 0&&c!==void 0&&t.size>0&&!t.has(c)&&n({message:`repo-packages: found the repository ${c}, which is not under repos; list it there`,at:s.origin,severity:`error`,in:e});for(let{text:t,origin:s}of O(E(i,`packages`)))for(let i of xn(t,o)){let t=r.get(i);t===void 0?r.set(i,{file:a,line:s.line}):t.file!==a&&n({message:`repo-packages: ${i} has no effect here: ${t.file}:${t.line} takes it`,at:s,severity:`info`,in:e})}}}}};function xn(e,t){return t?[e]:A(e)}function Sn(e){let t=(e,t)=>e.filter(({name:e})=>e===`repo-packages`).flatMap(({value:e})=>(e.items??[]).map(e=>({entry:e,inline:t}))),n=k(e).flatMap(({include:e})=>T(e));return[...t(e.entries,!1),...t(n,!0)]}function B(e,t){return e.length>64?[]:ue(e,t.slice(0,2e3).filter(e=>e.length<=64))}function Cn(e,t=`.`){return e.names(t).filter(e=>e.endsWith(`.repo`)).flatMap(n=>{let r=y.join(t,n);return ce(e.read(r)??``).map(e=>({...e,file:r}))})}function wn(e,t){return(e.lines.get(t)?.[0]??e.line)+1}const Tn=/^(?:E?NOEXIST|does-?not-?exist)/i,V=`[baseos]
name=BaseOS
baseurl=https://example.com/baseos
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/KEY
`,En={id:`repo-undefined`,severity:`error`,title:`a repository no .repo file defines`,rationale:`Ids under repos, lockfile-repos and repo-packages have to be in a .repo file right beside the manifest that is built; one beside an included manifest is not read. Where they come from a private checkout, name them under lint: repos: of the settings file.`,bad:[w({"manifest.yaml":`repos:
  - baseos
  - appstream
`,"c9s.repo":V},`manifest.yaml:3`),w({"manifest.yaml":`include: base/a.yaml
repos:
  - baseos
`,"base/a.yaml":``,"base/c9s.repo":V,"own.repo":V.replace(`[baseos]`,`[own]`)},`manifest.yaml:3`)],good:[w({"manifest.yaml":`repos:
  - baseos
`,"c9s.repo":V})],check:(e,t)=>{let{variants:n,openRepos:r,tree:i}=e,a=/* @__PURE__ */ new Set([...Cn(i).map(({id:e})=>e),...e.knownRepos]);if(!(r||a.size===0))for(let r of n){let n=Dn(r),[i]=n,o=n.every(({id:t})=>!a.has(t)&&On(e,t)===void 0);if(i!==void 0&&o&&r.variant.entry!==`manifest.yaml`)t({message:`no .repo file here defines any of the repositories of ${r.variant.entry}, so they were not looked at; name them under lint: repos: of the settings when they are defined elsewhere`,at:i.origin,severity:`info`,in:r});else for(let{id:i,origin:o}of n){if(a.has(i)||Tn.test(i))continue;let n=On(e,i),s=B(i,[...a]);t({message:n===void 0?`found the repository ${i}, which no .repo file beside the manifest defines${s.length>0?`; did you mean ${s.join(`, `)}?`:`; add one, or name it under lint: repos: of the settings when it is defined elsewhere`}`:`found the repository ${i}, which only ${n} defines: .repo files beside an included manifest are not read; put it beside the manifest`,at:o,in:r})}}}};function Dn({merged:e}){let t=[`repos`,`lockfile-repos`].flatMap(t=>e.strings(t).map(({text:e,origin:n})=>({id:e,origin:n,key:t}))),n=e.items(`repo-packages`).flatMap(({node:e})=>{let t=E(e,`repo`),n=D(t);return t===void 0||n===void 0?[]:[{id:n,origin:t.origin,key:`repo-packages`}]});return[...t,...n]}function On({tree:e,treefiles:t},n){let r=new Set([...t.keys()].flatMap(e=>[y.dirname(e),y.dirname(y.dirname(e))]));r.delete(`.`);for(let t of r){let r=Cn(e,t).find(e=>e.id===n);if(r!==void 0)return r.file}}const kn={id:`requested-and-excluded`,severity:`error`,title:`a package that is asked for and excluded`,rationale:`exclude-packages takes names only, exactly as they are, and adds up over all includes; an including file cannot take an exclusion back. The solver fails an hour later with "is filtered out by exclude filtering", or does not find the package.`,bad:[w({"manifest.yaml":`include: base.yaml
packages:
  - python3
`,"base.yaml":`exclude-packages:
  - python3
`},`manifest.yaml:3`),C(`exclude-packages:
  - "perl-*"
`,2),C(`exclude-packages: [perl, perl]
`,1)],good:[C(`packages:
  - bash
exclude-packages:
  - perl
`)],check:({variants:e},t)=>{for(let n of e){let e=/* @__PURE__ */ new Map;for(let r of n.merged.strings(`exclude-packages`)){let i=e.get(r.text),a=jn(r.text);a===void 0?i===void 0?e.set(r.text,r):t({message:`exclude-packages: found ${r.text}, which ${i.origin.file}:${i.origin.line} excludes already`,at:r.origin,severity:`info`,in:n}):t({message:`exclude-packages: found ${JSON.stringify(r.text)}, ${a}; only the exact name of a package works`,at:r.origin,severity:`warning`,in:n})}for(let{text:r,origin:i}of n.merged.packages()){let a=An(r).map(t=>e.get(t)).find(e=>e!==void 0);a!==void 0&&t({message:`found ${r}, which ${a.origin.file}:${a.origin.line} excludes: the solver will not find it; take it out of one of the two`,at:i,in:n})}}}};function An(e){let[t=``]=e.split(/\s*[<>=]/),n=t.replace(/\.(?:noarch|x86_64|aarch64|ppc64le|s390x|i686)$/,``),r=/^(.+)-(?:\d+:)?\d[^-]*-[^-]*\d[^-]*$/.exec(n)?.[1];return[e,t,n,...r===void 0?[]:[r]]}function jn(e){return/\s/.test(e)?`with a blank in it`:/[*?[]/.test(e)?`a pattern`:/[<>=]/.test(e)?`with a version`:e.startsWith(`/`)?`a path`:/\.(?:noarch|x86_64|aarch64|ppc64le|s390x)$/.test(e)?`with an architecture`:void 0}const Mn={metadata:`2022.14`,"repo-metadata":`2025.11`},Nn={id:`setting-lost-on-include`,severity:`warning`,title:`a key that does not count in an included file`,rationale:`platform-module is dropped when an included file sets it, and has had no effect at all since modularity was removed. metadata and repo-metadata were dropped so by rpm-ostree before 2022.14 and 2025.11.`,bad:[w({"manifest.yaml":`include: a.yaml
`,"a.yaml":`platform-module: platform:el9
`},`a.yaml:1`),w({"manifest.yaml":`include: a.yaml
`,"a.yaml":`repo-metadata: disabled
`},`a.yaml:1`,{rpmOstree:`2025.5`})],good:[w({"manifest.yaml":`include: a.yaml
`,"a.yaml":`repo-metadata: disabled
`},void 0,{rpmOstree:`2025.11`})],check:({treefiles:e,entries:t,includes:n,rpmOstree:r},i)=>{let a=new Set(n.map(({path:e})=>e));for(let[n,o]of e)for(let{name:e,key:s}of o.entries){let o=Mn[e];e===`platform-module`?i({message:`platform-module${t.includes(n)&&!a.has(n)?``:` of an included file is dropped, and`} has no effect since modularity was removed; take it out`,at:s.origin}):o!==void 0&&r!==void 0&&a.has(n)&&g(r,o)&&i({message:`${e} of an included file is dropped by rpm-ostree ${r}, which merges it since ${o}; move it into the manifest itself`,at:s.origin})}}},Pn={id:`shadowed-scalar`,severity:`info`,title:`a value that another file hides`,rationale:`Of a key with one value, and of each entry of a map, the including file wins over the included one, and the first include over later ones. container-cmd, check-passwd and rojig are such keys, though they look like lists. That is the way to change a base; where it is not meant, the hidden value is a trap for who edits it. It is never more than an info, whether the values differ or not: to hide a value of the base is what most of them are for.`,bad:[w({"manifest.yaml":`include:
  - a.yaml
  - b.yaml
`,"a.yaml":`default-target: multi-user.target
`,"b.yaml":`default-target: graphical.target
`},`b.yaml:1`)],good:[w({"manifest.yaml":`include: a.yaml
`,"a.yaml":`default-target: multi-user.target
`}),w({"manifest.yaml":`include: a.yaml
`,"a.yaml":`include: b.yaml
`,"b.yaml":``})],check:({variants:e},t)=>{for(let n of e){let e=(e,r,i,a,o)=>{let s=JSON.stringify(d(r))===JSON.stringify(d(a));t({message:`${e} has no effect: ${o.file}:${o.line} comes first and says ${s?`the same`:`something else`}`,at:i,in:n})};for(let t of n.merged.keys())if(t!==`include`){if(We(t)){let r=n.merged.setting(t);for(let{value:n,key:i}of r?.shadowed??[])r!==void 0&&r.winner.key.origin.file!==i.origin.file&&e(t,n,i.origin,r.winner.value,r.winner.key.origin)}else if(s[t]?.merge===`map`)for(let[r,{winner:i,shadowed:a}]of n.merged.map(t))for(let{value:n,key:o}of a)e(`${t}: ${r}`,n,o.origin,i.value,i.key.origin)}}}},Fn={id:`treefile-refused`,severity:`error`,title:`rpm-ostree refuses the manifest`,rationale:`The words are rpm-ostree's own; the line is added, which rpm-ostree often does not tell. Nothing can be built before it is mended.`,bad:[C(`packages:
  - bash
selinux: maybe
`,3),w({"manifest.yaml":`include: more.yaml
`,"more.yaml":`packages: [bash
`},`more.yaml:2`)],good:[C(`packages:
  - bash
selinux: true
`)],check:({variants:e,treefiles:t},n)=>{for(let t of e)t.refusal!==void 0&&n({...t.refusal,in:t});for(let{error:e}of t.values())e!==void 0&&n(e)}},In=/* @__PURE__ */ new Set([`stream`,`osversion`,`id`,`deriving`]),Ln={id:`undefined-variable`,severity:`error`,title:`a condition on a variable that is not defined`,rationale:`A condition sees the variables of its own file, of the files that include it, and of what was included before; never those of its own includes or of later ones. rpm-ostree refuses an undefined variable without naming the file.`,bad:[w({"manifest.yaml":`conditional-include:
  - if: stream == "next"
    include: next.yaml
`,"next.yaml":`packages: [bash]
`},`manifest.yaml:2`),w({"manifest.yaml":`include: [a.yaml, b.yaml]
`,"a.yaml":`conditional-include:
  - if: prod == true
    include: c.yaml
`,"b.yaml":`variables: {prod: true}
`,"c.yaml":``},`a.yaml:2`)],good:[w({"manifest.yaml":`variables:
  stream: stable
conditional-include:
  - if: stream == "next"
    include: next.yaml
`,"next.yaml":`packages: [bash]
`})],check:(e,t)=>{for(let n of e.variants)for(let{condition:r,error:i}of n.walk.evaluated)i?.startsWith(`undefined variable`)===!0&&t({message:Rn(r.name,e),at:r.origin,in:n})}};function Rn(e,{treefiles:t}){let n=`found the variable ${e}, which nothing defines up to here`;for(let r of t.values())for(let{name:t,value:i}of r.entries){if(t===`releasever`&&e===`releasever`)return`${n}: ${r.path}:${i.origin.line} sets releasever, but comes later; set it in the manifest itself`;let a=t===`variables`?T(i).find(t=>t.name===e):void 0;if(a!==void 0)return`${n}: ${r.path}:${a.key.origin.line} does, but its file is included later; define it in this file or in one that includes it`}return In.has(e)?`${n}: a container build hands it over, from a build-args*.conf; define it under variables:, or give it with --var ${e}=…`:`${n}; define it under variables: here or in a file that includes this one`}const zn={id:`units-machineid`,severity:`error`,title:`units with machineid-compat: false`,rationale:`The compose refuses units: when machineid-compat is false: without a machine id, units are enabled on first boot by presets. Put the units into a systemd preset of an overlay.`,bad:[C(`machineid-compat: false
units:
  - tuned.service
`,3)],good:[C(`machineid-compat: true
units:
  - tuned.service
`)],check:({variants:e},t)=>{for(let n of e){let e=n.merged.setting(`machineid-compat`);if(e?.winner.value.scalar!==!1)continue;let{file:r,key:i}=e.winner;for(let{text:e,origin:a}of n.merged.strings(`units`))t({message:`found ${e} under units, but ${r}:${i.origin.line} says machineid-compat: false; enable it with a preset of an overlay`,at:a,in:n})}}},Bn=/* @__PURE__ */ new Set([...e,`i386`,`armhfp`,`ppc64`,`riscv64`,`loongarch64`]),Vn={amd64:`x86_64`,"x86-64":`x86_64`,x64:`x86_64`,arm64:`aarch64`,ppc64el:`ppc64le`,powerpc64le:`ppc64le`,s390:`s390x`},Hn={id:`unknown-arch-key`,severity:`warning`,title:`an architecture by a name rpm does not have`,rationale:`Architectures have rpm's names here: x86_64, aarch64, ppc64le, s390x. What is written under another name is dropped in silence on every machine.`,bad:[C(`packages-amd64:
  - grub2
`,1),C(`arch-include:
  arm64: []
`,2),C(`conditional-include:
  - if: basearch == "amd64"
    include: {packages: [grub2]}
`,2)],good:[C(`packages-x86_64:
  - grub2
packages-aarch64:
  - grub2
`)],check:({treefiles:t},n)=>{for(let i of t.values()){let t=i.entries.flatMap(({name:e,key:t,value:n})=>r(e)?[{arch:e.slice(9),at:t.origin}]:e===`arch-include`?T(n).map(e=>({arch:e.name,at:e.key.origin})):[]),a=k(i).flatMap(({conditions:e})=>e.flatMap(e=>`name`in e&&e.name===`basearch`&&typeof e.value==`string`?[{arch:e.value,at:e.origin}]:[]));for(let{arch:r,at:i}of[...t,...a]){if(Bn.has(r))continue;let t=Vn[r]??B(r,e)[0];n({message:`found the architecture ${JSON.stringify(r)}, which rpm calls otherwise or not at all; ${t===void 0?`expected one of ${e.join(`, `)}`:`did you mean ${t}?`}`,at:i})}}}},Un={modules:`it was removed in v2024.7; name the packages themselves`,bootstrap_packages:`only bootstrap-packages is taken; packages does the same`,install_langs:`write install-langs`,"opt-usrlocal-overlays":`it was removed in v2024.4; write opt-usrlocal: state-overlay`,repo_metadata:`write repo-metadata`,"ex-jigdo-spec":`it was removed; rojig is what is left of it`,"override-replace-local-rpms":`it was removed; write override-replace-local`,"ignore-remove-users":`write ignore-removed-users`,"<<":`YAML merge keys are not applied; write the keys out, or include a file`},Wn={"repo-packages":[`repo`,`packages`],"ex-override-replace":[`from`,`packages`],rojig:[`name`,`summary`,`license`,`description`],"check-passwd":[`type`,`filename`,`entries`],"check-groups":[`type`,`filename`,`entries`],"conditional-include":[`if`,`include`],initramfs:[`regenerate`,`etc`,`args`],custom:[`url`,`description`]},Gn={id:`unknown-key`,severity:`error`,title:`a key no treefile has`,rationale:`In YAML rpm-ostree refuses the file. In JSON, in inline bodies and inside structures it is silent: what the key was meant to do does not happen.`,bad:[C(`pakages:
  - bash
`,1),w({"manifest.yaml":`include: more.json
`,"more.json":`{"pakages": ["bash"]}
`},`more.json:1`),C(`rojig:
  name: node
  summary: s
  license: MIT
  sumary: t
`,5)],good:[C(`packages:
  - bash
packages-s390x:
  - s390utils-core
`)],check:({treefiles:e},t)=>{for(let n of e.values()){let e=n.format===`yaml`;for(let r of n.entries)i(r.name)||t({message:`found the key ${r.name}, which no treefile has${e?``:` and JSON does not refuse`}${Kn(r.name,Object.keys(s))}`,at:r.key.origin,severity:e?`error`:`warning`});for(let{entry:e,expected:r,parent:i}of qn(n))r.includes(e.name)||t({message:`found ${e.name} in ${i}, where rpm-ostree passes over it in silence${Kn(e.name,r)}`,at:e.key.origin,severity:`warning`})}}};function Kn(e,t){let n=Un[e];if(n!==void 0)return`; ${n}`;let r=B(e,t);return r.length===0?`; take it out`:`; did you mean ${r.join(`, `)}?`}function qn(e){let t=k(e).flatMap(({include:e})=>T(e));return[...e.entries,...t].flatMap(({name:e,value:t})=>{let n=Wn[e];return n===void 0?[]:(t.items??[t]).flatMap(t=>T(t).map(t=>({entry:t,expected:n,parent:e})))})}const Jn=/* @__PURE__ */ new Set([`ref`,`automatic-version-prefix`,`mutate-os-release`,`platform-module`]),Yn=/* @__PURE__ */ new Set([`metadata`,`add-commit-metadata`,`rojig`]),Xn=/* @__PURE__ */ new Set([`postprocess`,`variables`,`conditional-include`,`include`,`arch-include`,`license`]),Zn={id:`unresolved-substitution`,severity:`warning`,title:"a ${variable} that is not replaced",rationale:"Variables are put into ref, automatic-version-prefix, mutate-os-release, metadata, add-commit-metadata and rojig (not its license), and nowhere else. An unknown one stays as it is; in ref the compose aborts. Only ${name} is a variable, and a text whose first } comes before its first ${ is left alone.",bad:[C("ref: fedora/${basearch}/${stream}\n",1),C(`releasever: 9
mutate-os-release: "$releasever"
`,2),C(`variables: {a: b}
default-target: \${a}.target
`,2),C(`variables: {a: "x$y"}
`,1)],good:[w({"manifest.yaml":`variables: {stream: stable}
ref: fedora/\${basearch}/\${stream}
postprocess:
  - |
    #!/bin/sh
    echo \${HOME}
`})],check:({variants:e},t)=>{for(let n of e)for(let e of n.walk.contributions){let r=a[e.name]??e.name;if(e.name===`variables`&&er(e,n,t),!(Xn.has(r)||s[r]===void 0)){if(Jn.has(r))Qn(r,e.value,n,t);else if(Yn.has(r))for(let{name:i,value:a}of T(e.value))i!==`license`&&Qn(r,a,n,t);else $n(r,e.value,n,t)}}}};function Qn(e,t,n,r){if(typeof t.scalar!=`string`)return;let{scalar:i,origin:a}=t,o=(t,i)=>{r({message:`${e}: ${t}`,at:a,in:n,...i===void 0?{}:{severity:i}})},s=i.indexOf("${"),c=i.indexOf(`}`);if(s>=0&&c>=0&&c<s){o("found } before the first ${, so nothing of the text is replaced");return}for(let[,t=``]of i.matchAll(/\$\{([^}]*)\}/g))n.walk.variables.has(t)||o(`found \${${t}}, which no variable stands for${e===`ref`?`: the compose aborts`:``}; define it under variables:`,e===`ref`?`error`:void 0);let l=/\$([A-Za-z_]\w*)/.exec(i)?.[1];l!==void 0&&n.walk.variables.has(l)&&o(`found $${l}, which is no variable; write \${${l}}`)}function $n(e,t,n,r){for(let{text:i,origin:a}of O(t)){let t=/\$\{([A-Za-z_]\w*)\}/.exec(i)?.[1];t!==void 0&&n.walk.variables.has(t)&&r({message:`${e}: found \${${t}}, but variables are not put in there; write the value itself`,at:a,in:n})}}function er(e,t,n){for(let{name:r,key:i,value:a}of T(e.value)){let{scalar:e}=a,o=typeof e==`string`||typeof e==`boolean`||typeof e==`bigint`?String(e):``,s=/[${}]/.exec(r)?.[0]??/[${}]/.exec(o)?.[0];s!==void 0&&n({message:`variables: found ${r}: ${o} with a ${s} in it, which rpm-ostree refuses in names and values, used or not`,at:i.origin,severity:`error`,in:t})}}const tr=/^(image(?:-[^/]*)?|platforms|extensions(?:-[^/]*)?|manifest-lock\..*|kola-denylist|content_sets|streams|bib-rootfs|\..*)\.ya?ml$/,nr={id:`unused-file`,severity:`info`,title:`a treefile or overlay no manifest uses`,rationale:`On no architecture and under no condition is the file included, or the overlay listed in ostree-layers. It is a leftover, or an include of it was forgotten. (What overlay.d/ of your own configuration holds is layered by the build of this program anyway, with a notice.)`,bad:[w({"manifest.yaml":`packages: [bash]
`,"more.yaml":`packages: [vim-minimal]
`},`more.yaml`),w({"manifest.yaml":`ostree-layers:
  - overlay/05core
`,"overlay.d/05core/etc/a":``,"overlay.d/15more/etc/b":``},`overlay.d/15more`),w({"manifest.yaml":`ostree-layers:
  - overlay/05core
#  - overlay/15more
`,"overlay.d/05core/etc/a":``,"overlay.d/15more/etc/b":``},`overlay.d/15more`)],good:[w({"manifest.yaml":`conditional-include:
  - if: basearch == "s390x"
    include:
      ostree-layers: [overlay/05core]
`,"overlay.d/05core/etc/a":``}),w({"manifest.yaml":`include: more.yaml
ostree-layers:
  - overlay/05core
`,"more.yaml":`packages: [bash]
`,"overlay.d/05core/etc/a":``})],check:({tree:e,treefiles:t,includes:n,layersAll:r},a)=>{if(!n.every(({path:t})=>e.locate(t).kind!==`missing`))return;let o=new Set([...t.keys()].map(t=>e.identity(t))),s=/* @__PURE__ */ new Set([`.`,...[...t.keys()].map(e=>y.dirname(e))]);for(let t of s)if(!(t!==`.`&&ke(e,`${t}/`)))for(let n of e.names(t)){let r=t===`.`?n:`${t}/${n}`;if(!/\.ya?ml$/.test(n)||tr.test(n)||o.has(e.identity(r)))continue;let{entries:s}=Ie(r,e.read(r)??``);s.length!==0&&s.every(e=>i(e.name))&&a({message:`no manifest includes this treefile, on any architecture; include it, or delete it`,at:{file:r}})}if(r)return;let c=new Set([...t.values()].flatMap(e=>rr(e).flatMap(e=>/^overlay(?:\.d)?\/(.+)$/.exec(e)?.[1]??[])));for(let t of e.names(`overlay.d`)){let n=`overlay.d/${t}`;e.isDirectory(n)&&!c.has(t)&&a({message:`no manifest lists the layer overlay/${t} under ostree-layers; list it, or delete the directory`,at:{file:n}})}}};function rr(e){if(e.error!==void 0)return e.text.match(/\boverlay(?:\.d)?\/[^\s"',\]]+/g)??[];let t=k(e).flatMap(({include:e})=>T(e));return[...e.entries,...t].filter(({name:e})=>e===`ostree-layers`||e===`ostree-override-layers`).flatMap(({value:e})=>O(e).map(({text:e})=>e))}const ir=/^(?:>=|<=|=|<|>|==)$/,ar={id:`version-query-quoting`,severity:`error`,title:`a version query that falls apart at its blanks`,rationale:`A package string is split at blanks unless single quotes are in the text itself: 'podman >= 4' in YAML's own quotes is three packages, podman, >= and 4. Write "'podman >= 4'".`,bad:[C(`packages:
  - 'podman >= 4'
`,2),C(`packages:
  - "it's"
`,2)],good:[C(`packages:
  - "'podman >= 4'"
  - nano vim-minimal
`)],check:({treefiles:e},t)=>{for(let r of e.values())for(let e of or(r)){let r=D(e)??``;try{n(r)}catch(n){if(!(n instanceof h))throw n;t({message:`found ${JSON.stringify(r)} with a single quote that is not closed, expected an even number of them`,at:e.origin});continue}let i=A(r);i.some(e=>ir.test(e))?t({message:`found ${JSON.stringify(r)}, which is split into the packages ${i.join(`, `)}; write "'${r}'" with single quotes inside the double ones`,at:e.origin}):r.includes(`"`)&&t({message:`found ${JSON.stringify(r)} with double quotes, which become part of the name; write single quotes inside the text`,at:e.origin})}}};function or(e){return e.entries.flatMap(({name:e,value:t})=>e===`packages`||e===`bootstrap-packages`||r(e)&&s[e]===void 0?[...t.items??[]].filter(e=>O(e).length>0):e===`repo-packages`?(t.items??[]).flatMap(e=>(e.entries??[]).filter(({key:e})=>e.scalar===`packages`).flatMap(e=>[...e.value.items??[]])):[])}const sr=/* @__PURE__ */ new Set([`ref`,`automatic-version-prefix`,`mutate-os-release`,`automatic-version-suffix`]),cr=/^(yes|no|on|off|y|n)$/i,lr={id:`yaml-scalar-trap`,severity:`error`,title:`a plain value YAML reads as something else`,rationale:`rpm-ostree reads YAML 1.2: yes and on are texts, 41 is a number, 1.10 is 1.1. Programs that read YAML 1.1, as the scripts of the assembler do, answer differently again. Quotes make a text of everything; true and false are the booleans.`,bad:[C(`selinux: yes
`,1),C(`mutate-os-release: 9
`,1),C(`edition: 2024
`,1),C(`releasever: 10.0
`,1),C(`packages:
  - null
`,2),C(`﻿ref: a
selinux: true
`,1),C(`variables:
  n: 012
`,2)],good:[C(`selinux: true
mutate-os-release: "9"
edition: "2024"
releasever: 10
packages: ["null"]
`)],check:({treefiles:e},t)=>{for(let n of e.values())if(n.format===`yaml`){n.text.startsWith(`﻿`)&&t({message:`found a byte order mark, behind which rpm-ostree sees more than one document; save the file without it`,at:{file:n.path,line:1}});for(let e of ur(n))dr(e,t)}}};function ur(e){return[...e.entries,...k(e).flatMap(({include:e})=>T(e))]}function dr({name:e,value:t},n){let r=a[e]??e,{scalar:i,source:o}=t,c=t.origin;s[r]?.type===`bool`&&typeof i==`string`&&cr.test(i)&&n({message:`${r}: found ${i}, which is a text, expected true or false; write ${/^(yes|on|y)$/i.test(i)}`,at:c});let l=typeof i==`bigint`||typeof i==`number`;if(sr.has(r)&&l&&n({message:`${r}: found the number ${o??``}, expected a text; write "${o??``}"`,at:c}),r===`edition`&&l&&n({message:`edition: found the number ${o??``}, expected a text; write "${o??``}"`,at:c}),r===`releasever`&&typeof i==`number`&&n({message:`releasever: found ${o??``}, a number with a point, expected a whole number or a text; write "${o??``}"`,at:c}),r===`packages`)for(let e of t.items??[])e.source!==void 0&&e.source!==``&&typeof e.scalar!=`string`&&n({message:`packages: found ${e.source}, which is the package of that name here and something else to other readers of YAML; write "${e.source}", or take it out`,at:e.origin,severity:`warning`});for(let{value:e}of r===`variables`||r===`metadata`?T(t):[{value:t}])e.source!==void 0&&/^[+-]?0[0-9]+$/.test(e.source)&&n({message:`found ${e.source}, a text to rpm-ostree and a number to readers of YAML 1.1; write "${e.source}"`,at:e.origin,severity:`warning`})}const H={"manifest.yaml":`packages: [bash]
`},fr={id:`image-config`,severity:`error`,title:`an image.yaml the assembler cannot use`,rationale:`The assembler wants image.yaml beside manifest.yaml, with the size of the disk in GiB and extra-kargs, in it or in the file it includes. Its text goes through a formatter of Python since 2025, for which braces are placeholders.`,bad:[w({...H,"image.yaml":`size: ten
extra-kargs: []
`},`image.yaml:1`),w({...H,"image.yaml":`include: gone.yaml
size: 10
extra-kargs: []
`},`image.yaml:1`),w({...H,"image.yaml":`size: 10
extra-kargs: quiet
`},`image.yaml:2`),w({...H,"image.yaml":`extra-kargs: []
`},`image.yaml`),w({...H,"image.yaml":`size: 10
extra-kargs: ["a={b}"]
`},`image.yaml:2`),w({...H,"image.yaml":`size: [10
`},`image.yaml:2`)],good:[w({...H,"image.yaml":`include: image-base.yaml
`,"image-base.yaml":`size: 10
extra-kargs:
  - quiet
`})],check:(e,t)=>{let n=e.tree.names(`.`).filter(e=>/^image(?:-[^/]*)?\.yaml$/.test(e)),r=/* @__PURE__ */ new Set,i=n.map(n=>({name:n,root:pr(n,e,t,r)}));for(let{name:n,root:a}of i)a!==void 0&&(mr(a,t),hr(n,e,t),!r.has(n)&&!e.isTemplate&&gr(n,a,e,t))}};function pr(e,{tree:t,isTemplate:n},r,i){try{let a=x(e,t.read(e)??``),o=E(a,`include`),s=D(o);if(o!==void 0&&s!==void 0){let a=y.join(y.dirname(e),s);i.add(a),!t.isFile(a)&&!n&&r({message:`found an include of ${a}, which is not there; correct the path, or add the file`,at:o.origin})}return a}catch(t){if(!(t instanceof h))throw t;r({message:t.upstream,at:t.location??{file:e}});return}}function mr(e,t){let n=E(e,`size`);n!==void 0&&!(typeof n.scalar==`bigint`&&n.scalar>0n)&&t({message:`size: found ${D(n)??`something else`}, expected a whole number of GiB`,at:n.origin});for(let n of[`extra-kargs`,`ignition-network-kcmdline`]){let r=E(e,n);if(r!==void 0){r.items===void 0&&t({message:`${n}: found one value, expected a list of kernel arguments`,at:r.origin});for(let e of r.items??[]){let r=D(e);(r===void 0||/\s/.test(r))&&t({message:`${n}: found ${JSON.stringify(r??null)}, expected one kernel argument; give each an item of its own`,at:e.origin,severity:`warning`})}}}let r=/* @__PURE__ */ new Map;for(let{name:n,key:i}of T(e)){let e=r.get(n);e!==void 0&&t({message:`found ${n} again: what line ${e} says is lost in silence; keep one of the two`,at:i.origin,severity:`warning`}),r.set(n,i.origin.line)}}function hr(e,{tree:t},n){for(let[r,i]of(t.read(e)??``).split(`
`).entries()){let t=i.replace(/(^|\s)#.*$/,``);/\{[^{}]+\}/.test(t)&&!/^\s*[\w-]+:\s*\{/.test(t)&&n({message:`found braces, which the formatter of newer assemblers takes for a placeholder; do without them`,at:{file:e,line:r+1},severity:`warning`})}}function gr(e,t,{tree:n,buildArgs:r},i){let a=D(E(t,`include`)),o=a===void 0?void 0:n.read(y.join(y.dirname(e),a)),s;try{s=o===void 0?void 0:x(a??``,o)}catch(e){if(!(e instanceof h))throw e;return}if(a===void 0||s!==void 0)for(let n of[`size`,`extra-kargs`])(E(t,n)??E(s,n))===void 0&&i({message:`found no ${n}, which the assembler wants; add it${n===`size`?`, in GiB`:`, if only as []`}`,at:{file:e},severity:n===`size`?`error`:r.length>0?`warning`:`info`})}const U={"manifest.yaml":`packages: [bash]
`},_r=[`grub_commands`,`kernel_arguments`],vr={id:`platforms-config`,severity:`warning`,title:`an entry of platforms.yaml nothing reads`,rationale:`platforms.yaml has grub_commands and kernel_arguments, lists of texts, below a platform, below an architecture by its rpm name. s390x has no GRUB. Other names are passed over, and the console of that platform stays silent.`,bad:[w({...U,"platforms.yaml":`amd64:
  aws:
    kernel_arguments: [a]
`},`platforms.yaml:1`),w({...U,"platforms.yaml":`x86_64:
  aws:
    kernel-arguments: [a]
`},`platforms.yaml:3`),w({...U,"platforms.yaml":`x86_64:
  aws:
    kernel_arguments: a
`},`platforms.yaml:3`),w({...U,"platforms.yaml":`x86_64: [aws
`},`platforms.yaml:2`)],good:[w({...U,"platforms.yaml":`x86_64:
  aws:
    grub_commands:
      - serial --speed=115200
`})],check:({tree:t},n)=>{let r=t.read(`platforms.yaml`);if(r===void 0)return;let i;try{i=x(`platforms.yaml`,r)}catch(e){if(!(e instanceof h))throw e;n({message:e.upstream,at:e.location??{file:`platforms.yaml`},severity:`error`});return}for(let{name:t,key:r,value:a}of T(i)){e.some(e=>e===t)||n({message:`found the architecture ${t}, expected one of ${e.join(`, `)}`,at:r.origin});for(let e of T(a))yr(`${t}: ${e.name}`,e.value,n)}}};function yr(e,t,n){for(let{name:r,key:i,value:a}of T(t)){let[t]=B(r,_r);_r.includes(r)?a.items===void 0&&a.scalar!==null&&n({message:`${e}: ${r} is no list, expected one text an item`,at:a.origin,severity:`error`}):n({message:`${e}: found ${r}, ${t===void 0?`expected ${_r.join(` or `)}`:`did you mean ${t}?`}`,at:i.origin})}}const W={"manifest.yaml":`repos: [r]
packages: [bash]
`},G=`gpgkey=file:///etc/pki/rpm-gpg/KEY
`,br=[`name`,`baseurl`,`mirrorlist`,`metalink`,`gpgcheck`,`gpgkey`,`enabled`,`repo_gpgcheck`,`exclude`,`excludepkgs`,`includepkgs`,`sslverify`,`priority`],xr={id:`repo-file`,severity:`warning`,title:`a .repo file that is incomplete or lets unsigned packages in`,rationale:`Packages of a repository without gpgcheck=1 are installed whoever made them; over plain http nobody in between is noticed either. gpgcheck=1 without gpgkey depends on keys that happen to be installed where the solver runs. Of two sections with one id the later adds to and replaces the first, over all files.`,bad:[w({...W,"a.repo":`[r]\nname=R\nbaseurl=https://example.com/r\ngpgcheck=0\n${G}`},`a.repo:4`),w({...W,"a.repo":`[r]\nname=R\nbaseurl=https://example.com/r\n${G}`},`a.repo:1`),w({...W,"a.repo":`[r]\nname=R\ngpgcheck=1\n${G}`},`a.repo:1`),w({...W,"a.repo":`[r]\nname=R\nbaseurl=http://example.com/r\ngpgcheck=1\n${G}`},`a.repo:3`),w({...W,"a.repo":`name=R
[r]
name=R
baseurl=https://example.com/r
gpgcheck=1
`},`a.repo:2`),w({...W,"a.repo":`[r]\nname=R\nbaseurl=https://example.com/r\ngpgcheck=1\n${G}`,"b.repo":`[r]\nname=R\nbaseurl=https://example.com/s\ngpgcheck=1\n${G}`},`b.repo:1`),w({...W,"a.repo":`[r]\nname=R\nbaseurl=https://example.com/r\nGPGCheck=1\n${G}`},`a.repo:4`),w({...W,"a.repo":`[r r]\nname=R\nbaseurl=https://example.com/r\ngpgcheck=1\n${G}`},`a.repo:1`),w({...W,"a.repo":`[r]\nname=R\nbaseurl=https://example.com/r\ngpgcheck=ja\n${G}`},`a.repo:4`)],good:[w({...W,"a.repo":`[r]\nname=R\nbaseurl=https://example.com/$releasever\ngpgcheck=1\n${G}`})],check:(e,t)=>{let n=Cn(e.tree),r=e.variants.map(e=>Dn(e).map(({id:e})=>e)),i=e.isTemplate||r.some(e=>e.length===0),a=new Set(i?n.map(({id:e})=>e):r.flat()),o=/* @__PURE__ */ new Map;for(let e of n){let n=o.get(e.id),r={file:e.file,line:e.line+1};n===void 0?o.set(e.id,e):t({message:`found [${e.id}], which ${n.file}:${n.line+1} has already: the later one adds to it and replaces what both say; keep one`,at:r}),Sr(e,a,t)}wr(n,a,t)}};function Sr(e,t,n){let{id:r,values:i,file:a}=e,o=t=>({file:a,line:wn(e,t)});/^[\w.:/-]+$/.test(r)||n({message:`found the id ${JSON.stringify(r)}, expected letters, digits and -_.: only`,at:o(``),severity:`error`});let s=[`baseurl`,`mirrorlist`,`metalink`].filter(e=>_(i.get(e)).length>0);s.length===0&&r!==`main`&&n({message:`[${r}] has no address; give it baseurl, mirrorlist or metalink`,at:o(``),severity:`error`});let c=t.has(r)?void 0:{severity:`info`},l=le(i.get(`gpgcheck`));i.has(`gpgcheck`)&&l===void 0?n({message:`gpgcheck: found ${i.get(`gpgcheck`)??``}, expected 1 or 0`,at:o(`gpgcheck`),severity:`error`}):r!==`main`&&l!==!0?n({message:`[${r}] does not check signatures (${l===!1?`gpgcheck=0`:`no gpgcheck, and the solver does not check by itself`}): packages are installed whoever made them; set gpgcheck=1 and gpgkey`,at:o(`gpgcheck`),...c}):r!==`main`&&_(i.get(`gpgkey`)).length===0&&n({message:`[${r}] checks signatures and names no gpgkey: only keys that are installed where the solver runs count; name the key`,at:o(``),severity:`info`});for(let e of[...s,`gpgkey`])for(let a of _(i.get(e))){if(!/^(http|ftp):\/\//.test(a))continue;let i=l===!0&&e!==`gpgkey`;n({message:`${e}: found ${a}, which anybody in between can change; use https`,at:o(e),...i&&!t.has(r)?{severity:`info`}:{}})}le(i.get(`sslverify`))===!1&&n({message:`sslverify: found 0: anybody in between can answer; take it out, or give sslcacert`,at:o(`sslverify`)});for(let e of i.keys()){if(br.includes(e))continue;let t=br.find(t=>t===e.toLowerCase())??B(e,br).find(t=>Math.abs(t.length-e.length)<=1&&t[0]===e[0]&&t.length>4);t!==void 0&&!Cr.has(e)&&n({message:`found ${e}, which counts as another key than ${t}; write ${t}`,at:o(e)})}}const Cr=/* @__PURE__ */ new Set([`exclude`,`excludes`,`enabled`,`enabled_metadata`,`enablegroups`,`metadata`,`gpgcakey`,`type`,`cost`,`countme`,`proxy`]);function wr(e,t,n){if(t.size===0)return;let r=/* @__PURE__ */ new Map;for(let n of e){if(t.has(n.id))continue;let e=r.get(n.file);e===void 0?r.set(n.file,[n]):e.push(n)}for(let[t,i]of r)e.filter(e=>e.file===t).length>i.length||n({message:`no manifest names a repository of this file (${i.map(({id:e})=>e).join(`, `)}); name one under repos:, or delete the file`,at:{file:t},severity:`info`})}const Tr=/* @__PURE__ */ new WeakMap;function K({tree:e}){let t=Tr.get(e)??e.names(`overlay.d`).flatMap(t=>{let n=`overlay.d/${t}`;return e.isDirectory(n)?[{name:t,path:n,entries:e.below(n)}]:[]});return Tr.set(e,t),t}function q(e,t){return`/${y.relative(e.path,t).replace(/^usr\/etc\//,`etc/`)}`}const Er={"manifest.yaml":`ostree-layers: [overlay/05a]
`},Dr=/^\/usr\/(?:bin|sbin|libexec|local\/bin|local\/sbin)\/|^\/etc\/NetworkManager\/dispatcher\.d\/|^\/usr\/lib\/(?:NetworkManager\/dispatcher\.d|systemd\/system-(?:generators|shutdown|sleep)|dracut\/modules\.d\/[^/]+\/module-setup\.sh$|modules-load\.d\/[^/]+\.sh$)/,Or=/\.(?:conf|md|txt|service|json|ya?ml|toml|rules|sed|awk|py|sh\.in)$/,kr=/^\/(?:usr\/lib|etc)\/(?:systemd\/(?:system|user|network)|sysusers\.d|tmpfiles\.d|udev\/rules\.d|sysctl\.d)\/.*\.[a-z]+$/,Ar={id:`overlay-mode`,severity:`warning`,title:`a file of an overlay with the wrong mode`,rationale:`A layer keeps the executable bit of its files: a script without it does not run on the host, and systemd complains about units that have it. git records the bit: git update-index --chmod=+x FILE. A setuid bit is not recorded, and taken out on the way.`,bad:[w({...Er,"overlay.d/05a/usr/libexec/run":`#!/bin/sh
`},`overlay.d/05a/usr/libexec/run`),w({...Er,"overlay.d/05a/usr/lib/systemd/system/a.service":{text:`[Unit]
`,executable:!0}},`overlay.d/05a/usr/lib/systemd/system/a.service`)],good:[w({...Er,"overlay.d/05a/usr/libexec/run":{text:`#!/bin/sh
`,executable:!0},"overlay.d/05a/usr/lib/systemd/system/a.service":`[Unit]
`})],check:(e,t)=>{for(let n of K(e))for(let{path:r,kind:i,mode:a}of n.entries){let o={file:r};if(i===`other`&&t({message:`found a socket, device or pipe, which no layer can hold; take it out`,at:o,severity:`error`}),i!==`file`)continue;let s=q(n,r),c=!!(a&73);a&3072&&t({message:`found a setuid or setgid bit, which git does not record and the assembler takes out; set it with a postprocess script`,at:o}),a&256||t({message:`found a file its owner cannot read; chmod u+r it`,at:o});let l=(e.tree.read(r)??``).startsWith(`#!`);!c&&l&&Dr.test(s)&&!Or.test(s)&&t({message:`${s} is a script without the executable bit, so it does not run on the host; git update-index --chmod=+x ${r}`,at:o}),c&&kr.test(s)&&t({message:`${s} is executable and only ever read; git update-index --chmod=-x ${r}`,at:o})}}},J={"manifest.yaml":`ostree-layers: [overlay/05a]
`},jr={id:`overlay-link`,severity:`warning`,title:`a link of an overlay that leads nowhere`,rationale:`A link in a layer is followed on the host. One that climbs out of the layer means another file there than it does in the repository, and one whose target is neither in an overlay nor like anything that is, is mostly mistyped. A directory of overlay.d/ that is itself a link has to lead to a directory of this repository.`,bad:[w({...J,"overlay.d/05a/etc/a":{link:`../../../../manifest.yaml`}},`overlay.d/05a/etc/a`),w({...J,"overlay.d/05a/etc/x":``,"overlay.d/05a/usr/lib/systemd/system/node-setup.service":``,"overlay.d/05a/usr/lib/systemd/system/a.target.wants/node-setup.service":{link:`../node-setpu.service`}},`overlay.d/05a/usr/lib/systemd/system/a.target.wants/node-setup.service`),w({...J,"overlay.d/05a":{link:`../base/overlay.d/05a`}},`overlay.d/05a`),w({"manifest.yaml.in":J[`manifest.yaml`],"overlay.d/05a":{link:`../../05a`}},`overlay.d/05a`)],good:[w({...J,"overlay.d/05a/usr/lib/systemd/system/a.service":``,"overlay.d/05a/usr/lib/systemd/system/multi-user.target.wants/a.service":{link:`../a.service`},"overlay.d/05a/etc/systemd/system/b.service":{link:`/dev/null`}})],check:(e,t)=>{let{tree:n}=e;for(let e of n.names(`overlay.d`).map(e=>`overlay.d/${e}`)){if(n.isDirectory(e)||!n.isLink(e))continue;let r=n.locate(e).kind===`outside`?`leads out of the configuration`:`leads to nothing`;t({message:`the link to ${n.target(e)} ${r}; the base it is for may not be checked out`,at:{file:e},severity:`error`})}let r=K(e),i=r.flatMap(e=>e.entries.map(t=>q(e,t.path))),a=new Set(i);for(let e of r)for(let{path:r,kind:o}of e.entries){if(o!==`link`)continue;let s=n.target(r),c=y.relative(e.path,r);if(!s.startsWith(`/`)&&y.join(y.dirname(c),s).startsWith(`..`)){t({message:`the link to ${s} climbs out of the overlay; write the path it has on the host`,at:{file:r}});continue}let l=y.resolve(y.dirname(q(e,r)),s);if(a.has(l))continue;let u=i.filter(e=>y.dirname(e)===y.dirname(l)).map(e=>y.basename(e)),d=B(y.basename(l),u).filter(e=>Math.abs(e.length-y.basename(l).length)<=2);d.length>0&&!a.has(l)&&t({message:`the link leads to ${l}, which no overlay has; did you mean ${d[0]??``}?`,at:{file:r}})}}},Mr={id:`overlay-conflict`,severity:`warning`,title:`two overlays that write one file differently`,rationale:`Layers are put over each other in the order of ostree-layers. Where two of one build have the same file, the compose refuses or the later one wins, depending on its version; only with the same content it is harmless.`,bad:[w({"manifest.yaml":`ostree-layers: [overlay/05a, overlay/06b]
`,"overlay.d/05a/etc/motd":`one
`,"overlay.d/06b/etc/motd":`two
`},`overlay.d/06b/etc/motd`)],good:[w({"manifest.yaml":`ostree-layers: [overlay/05a, overlay/06b]
`,"overlay.d/05a/etc/motd":`one
`,"overlay.d/06b/etc/motd":`one
`})],check:(e,t)=>{let{tree:n,variants:r,layersAll:i}=e,a=r.map(e=>({view:e,names:new Set(e.merged.strings(`ostree-layers`).map(({text:e})=>e.replace(/^overlay(?:\.d)?\//,``)))})),o=/* @__PURE__ */ new Map;for(let r of K(e))for(let{path:e,kind:s}of r.entries){if(s!==`file`&&s!==`link`)continue;let c=q(r,e),l=s===`link`?`link ${n.target(e)}`:n.read(e),u=o.get(c)??[];for(let n of u){if(n.text===l)continue;let o=`${c} is in ${n.path} as well, with other content; keep one of the two`;if(i)t({message:o,at:{file:e}});else for(let{view:i,names:s}of a)s.has(r.name)&&s.has(n.overlay)&&t({message:o,at:{file:e},in:i})}o.set(c,[...u,{overlay:r.name,path:e,text:l}])}}},Y={"manifest.yaml":`ostree-layers: [overlay/05a]
`},Nr=/^\/(?:usr\/lib|etc)\/systemd\/(?:system|user)\/.*\.(?:service|socket|timer|path|mount|target|conf)$/,Pr=/^\s*(?:Exec(?:Start|StartPre|StartPost|Stop|StopPost|Reload|Condition)|EnvironmentFile)=(.*)$/,Fr=/^\/(?:usr\/local|opt|srv|home|root)\//,Ir={id:`unit-missing-file`,severity:`warning`,title:`a unit that names a file nobody brings`,rationale:`A unit whose program is missing fails on every host. Packages bring most programs, so that only those are called missing that no package can bring, and those an overlay has under nearly the same name or in another directory.`,bad:[w({...Y,"overlay.d/05a/usr/libexec/node-setup":{text:`#!/bin/sh
`,executable:!0},"overlay.d/05a/usr/lib/systemd/system/a.service":`[Service]
ExecStart=/usr/libexec/node-setpu
`},`overlay.d/05a/usr/lib/systemd/system/a.service:2`),w({...Y,"overlay.d/05a/usr/lib/systemd/system/a.service":`[Service]
ExecStart=-/opt/run
`},`overlay.d/05a/usr/lib/systemd/system/a.service:2`),w({...Y,"overlay.d/05a/usr/bin/node-setup":{text:`#!/bin/sh
`,executable:!0},"overlay.d/05a/usr/lib/systemd/system/a.service":`[Service]
ExecStart=/usr/libexec/node-setup
`},`overlay.d/05a/usr/lib/systemd/system/a.service:2`)],good:[w({...Y,"overlay.d/05a/usr/libexec/node-setup":{text:`#!/bin/sh
`,executable:!0},"overlay.d/05a/usr/lib/systemd/system/a.service":`[Service]
ExecStartPre=/usr/bin/systemctl is-active b
ExecStart=@/usr/libexec/node-setup setup
EnvironmentFile=-/etc/sysconfig/a
`})],check:(e,t)=>{let n=K(e),r=n.flatMap(e=>e.entries.filter(({kind:e})=>e!==`directory`).map(t=>q(e,t.path))),i=new Set(r);for(let a of n)for(let{path:n,kind:o}of a.entries)if(o===`file`&&Nr.test(q(a,n)))for(let[a,o]of(e.tree.read(n)??``).split(`
`).entries()){let e=Pr.exec(o)?.[1],s=/^[-@:+!|]*(\/[^\s;"'%$]+)/.exec(e??``)?.[1];if(s===void 0||i.has(s)||o.includes(`EnvironmentFile=-`))continue;let c=Lr(s,r);(c!==void 0||Fr.test(s))&&t({message:`found ${s}, which no overlay brings${c===void 0?` and no package puts there`:`; did you mean ${c}?`}`,at:{file:n,line:a+1}})}}};function Lr(e,t){let n=y.basename(e),r=t.find(e=>y.basename(e)===n&&/\/(?:s?bin|libexec)\//.test(e));if(r!==void 0)return r;let i=B(n,t.filter(t=>y.dirname(t)===y.dirname(e)).map(e=>y.basename(e))).find(e=>Math.abs(e.length-n.length)<=1&&n.length>4);return i===void 0?void 0:y.join(y.dirname(e),i)}function Rr(e){let t=/* @__PURE__ */ new Map;for(let n of K(e))for(let{path:e,kind:r}of n.entries){let i=q(n,e);r===`file`&&/^\/(?:usr\/lib|etc)\/sysusers\.d\/[^/]+\.conf$/.test(i)&&t.set(i,e)}return[...t.values()].flatMap(t=>zr(t,e.tree.read(t)??``))}function zr(e,t){return t.split(/\r?\n/).flatMap((t,n)=>{if(/^\s*(#|$)/.test(t))return[];let r=[...t.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(([,e,t,n])=>e??t??n??``),[i=``,a=``,o=`-`]=r;return[{type:i,name:a,id:o,fields:r.length,text:t.trim(),at:{file:e,line:n+1}}]})}const X={"manifest.yaml":`ostree-layers: [overlay/05a]
`},Z=`overlay.d/05a/usr/lib/sysusers.d/a.conf`,Br=/* @__PURE__ */ new Set([`u`,`u!`,`g`,`m`,`r`]),Vr={id:`sysusers-entry`,severity:`error`,title:`a line of sysusers.d that does not work, or a number given twice`,rationale:`systemd-sysusers makes the users of these files. A number that is given to two names is taken by the first; the other gets one by chance, another on every host, and shared storage remembers owners by number.`,bad:[w({...X,[Z]:`u a 36
u b 36
`},`${Z}:2`),w({...X,[Z]:`g a 36
g a 37
`},`${Z}:2`),w({...X,[Z]:`x a 36
`},`${Z}:1`),w({...X,[Z]:`u A$b 36
`},`${Z}:1`),w({...X,[Z]:`m a
`},`${Z}:1`),w({...X,[Z]:`u a 70000000000
`},`${Z}:1`)],good:[w({...X,[Z]:`# users
g kvm 36
u vdsm 37:36 "Node Manager" /var/lib/vdsm
m vdsm kvm
r - 500-900
`})],check:(e,t)=>{let n=/* @__PURE__ */ new Map,r=/* @__PURE__ */ new Map,i={u:/* @__PURE__ */ new Map,g:/* @__PURE__ */ new Map};for(let a of Rr(e)){if(!Hr(a,t))continue;let e=a.type===`g`?`g`:a.type.startsWith(`u`)?`u`:void 0;if(e===void 0)continue;let o=e===`g`?r:n,s=o.get(a.name),c=({at:e})=>`${e.file}:${e.line??0}`;s!==void 0&&s.id!==a.id&&t({message:`found ${a.name} with ${a.id}, which ${c(s)} makes with ${s.id}: the first one counts; keep one`,at:a.at}),o.set(a.name,s??a);let l=/^\d+/.exec(a.id)?.[0],u=l===void 0?void 0:i[e].get(l);u!==void 0&&u.name!==a.name&&t({message:`found the number ${l??``} for ${a.name}, which ${c(u)} gives to ${u.name}; choose another`,at:a.at}),l!==void 0&&u===void 0&&i[e].set(l,a)}}};function Hr(e,t){let{type:n,name:r,id:i,fields:a,text:o,at:s}=e,c=e=>(t({message:`found ${JSON.stringify(o.slice(0,80))}, expected ${e}`,at:s}),!1);return Br.has(n)?n===`r`?/^\d+(-\d+)?$/.test(i)||c(`r - FIRST-LAST`):!/^[A-Za-z_][\w.-]{0,30}$/.test(r)&&!r.includes(`%`)?c(`a name of letters, digits, _ and -`):n===`m`?a>=3||c(`m USER GROUP`):!(i===`-`||i.startsWith(`/`)||/^(\d{1,10}|-)(:([A-Za-z_][\w.-]*|\d{1,10}))?$/.test(i))||Number(/^\d+/.exec(i)?.[0]??0)>4294967294?c(`a number below 4294967295, NUMBER:GROUP, a path or -`):!0:c(`u, g, m or r, a name and what goes with it`)}const Ur={vdsm:36,qemu:107,sanlock:179},Wr={kvm:36,qemu:107,sanlock:179},Gr=`overlay.d/05a/usr/lib/sysusers.d/node.conf`,Kr=`g kvm 36
g qemu 107
g sanlock 179
u vdsm 36:36
u qemu 107:107
u sanlock 179:179
`,qr={id:`ovirt-host-accounts`,severity:`warning`,title:`accounts of an oVirt host that are missing or have other numbers`,rationale:`On storage that several hosts share, files belong to numbers: vdsm is 36 with the group kvm 36, qemu 107, sanlock 179 on every oVirt host. In an image the numbers have to be set before packages make the accounts, by a sysusers.d file of an overlay or by the passwd and group files of the manifest.`,bad:[w({"manifest.yaml":`packages:
  - ovirt-host
`},`manifest.yaml:2`),w({"manifest.yaml":`packages: [ovirt-host]
ostree-layers: [overlay/05a]
`,[Gr]:Kr.replace(`u vdsm 36:36`,`u vdsm 37:36`)},`${Gr}:4`)],good:[w({"manifest.yaml":`packages: [ovirt-host]
ostree-layers: [overlay/05a]
`,[Gr]:Kr}),w({"manifest.yaml":`packages: [bash]
`})],check:(e,t)=>{for(let n of e.variants){let r=n.merged.packages().find(({text:e})=>e===`ovirt-host`);if(r===void 0)continue;let i=Jr(e,n),a=[];for(let[e,r]of[[`user`,Ur],[`group`,Wr]])for(let[o,s]of Object.entries(r)){let r=i.find(t=>t.kind===e&&t.name===o);r===void 0?a.push(`${e} ${o} (${s})`):r.id!==s&&t({message:`found the ${e} ${o} with ${r.id??`any number`}, expected ${s}, which it has on every oVirt host`,at:r.at,in:n})}a.length>0&&t({message:`ovirt-host needs the ${a.join(`, `)}, which no sysusers.d file of an overlay and no passwd or group file sets; add them to one`,at:r.origin,in:n})}}};function Jr(e,t){let n=Rr(e).flatMap(({type:e,name:t,id:n,at:r})=>{let i=/^\d+/.exec(n)?.[0],a={name:t,id:i===void 0?void 0:Number(i),at:r};return e===`g`?[{...a,kind:`group`}]:e.startsWith(`u`)?[{...a,kind:`user`},...n.includes(`:`)?[]:[{...a,kind:`group`}]]:[]});return[...[[`check-passwd`,`passwd`,`user`],[`check-groups`,`group`,`group`]].flatMap(([n,r,i])=>{let a=t.merged.setting(n)?.winner,o=a===void 0?void 0:D(E(a.value,`filename`));if(a===void 0||o===void 0)return[];let s=y.join(y.dirname(a.file),o);return tn(e.tree.read(s)??``,r).accounts.map(e=>({kind:i,name:e.name,id:e.id,at:{file:s,line:e.line}}))}),...n]}const Q={"manifest.yaml":`packages: [bash]
`,"image.yaml":`size: 10
extra-kargs: []
`},Yr={id:`build-args-file`,severity:`error`,title:`a build-args*.conf a container build cannot use`,rationale:`The assembler evaluates the file for NAME and STREAM and hands it to the container build, whose script takes the manifest, the image configuration and the variables of the manifest (id, stream, osversion) from it. An image to build on is best pinned by digest.`,bad:[w({...Q,"build-args.conf":`ID=rhel
STREAM=a
VERSION=9.8
`},`build-args.conf`),w({...Q,"build-args.conf":`NAME=n
STREAM=a
MANIFEST=gone.yaml
`},`build-args.conf:3`),w({...Q,"build-args.conf":`NAME=n
STREAM = a
`},`build-args.conf:2`),w({...Q,"build-args.conf":`NAME=n
STREAM=$(date)
`},`build-args.conf:2`),w({...Q,"build-args.conf":`NAME=n
STREAM=a
BUILDER_IMG=quay.io/a/b:latest
`},`build-args.conf:3`)],good:[w({...Q,"build-args.conf":`# arguments
ID=rhel
NAME=n
STREAM=a
VERSION=9.8
DESCRIPTION=Enterprise Linux CoreOS
MANIFEST=manifest.yaml
IMAGE_CONFIG=image.yaml
`})],check:({buildArgs:e,tree:t},n)=>{for(let{file:r,values:i,odd:a}of e){for(let e of a)n({message:`found a line that is no NAME=value: no blanks around =, and comments on lines of their own`,at:e});for(let e of[`NAME`,`STREAM`])i.has(e)||n({message:`found no ${e}=, which the assembler reads; add it`,at:{file:r}});for(let e of[`MANIFEST`,`IMAGE_CONFIG`]){let a=i.get(e);a!==void 0&&!t.isFile(a.value)&&n({message:`${e}: found ${a.value}, which is not there; correct the name, or add the file`,at:{file:r,line:a.line}})}for(let[e,{value:t,line:a}]of i)/[$`\\]/.test(t)&&n({message:`${e}: found ${t}, which the shell of the assembler evaluates and the container build does not; write the value itself`,at:{file:r,line:a},severity:`warning`});let e=i.get(`BUILDER_IMG`);e!==void 0&&!e.value.includes(`@sha256:`)&&n({message:`BUILDER_IMG: found ${e.value}, which may be another image tomorrow; pin it with @sha256:…`,at:{file:r,line:e.line},severity:`info`})}}},Xr=/(?:^|\s)#\s*lint-ignore\b\s*([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)?/,Zr=`lint-ignore`;var Qr=class{#e=/* @__PURE__ */ new Map;problems;constructor(e,t,n){let r=[],i=t.split(/\r?\n/);for(let[t,a]of i.entries()){let o=a.includes(`lint-ignore`)?Xr.exec(a):null;if(o===null)continue;let s=(o[1]??``).split(`,`).map(e=>e.trim());for(let i of s.filter(e=>!n.includes(e))){let a=B(i,n);r.push({rule:Zr,severity:`warning`,message:`found ${i===``?`no rule`:JSON.stringify(i)} behind lint-ignore, expected the id of a rule${a.length>0?` such as ${a.join(`, `)}`:``}`,location:{file:e,line:t+1}})}let c=t;if(/^\s*#/.test(a))for(c+=1;c<i.length&&/^\s*(#|$)/.test(i[c]??``);)c+=1;let l=this.#e.get(c+1)??/* @__PURE__ */ new Set;for(let e of s)l.add(e);this.#e.set(c+1,l)}this.problems=r}covers(e,t){return t!==void 0&&this.#e.get(t)?.has(e)===!0}};const $r=/* @__PURE__ */ new Set([`.git`,`node_modules`,`.ovirt-node-image`]);var $=class{dir;roots;#e=/* @__PURE__ */ new Map;#t=/* @__PURE__ */ new Map;#n=/* @__PURE__ */ new Map;#r=/* @__PURE__ */ new Map;#i;constructor(e,t=[],n){this.dir=e,this.roots=[e,...t,...n===void 0?[]:[n]].map(e=>b(e)),this.#i=n!==void 0}locate(e){let t=this.#e.get(e)??this.#a(e);return this.#e.set(e,t),t}#a(e){let t=y.normalize(e);if(t.startsWith(`/`)||(t===`..`||t.startsWith(`../`))&&!this.#i)return{kind:`outside`};try{let e=b.native(v(this.dir,t));return this.roots.some(t=>te(e,t))?{kind:`inside`,real:e}:{kind:`outside`}}catch{return{kind:`missing`}}}read(e){return this.#r.has(e)||this.#r.set(e,this.#o(e)),this.#r.get(e)}#o(e){let t=this.locate(e);if(t.kind===`inside`)try{let e=Ce(t.real);return e.isFile()&&e.size<=16777216?ye(t.real,`utf8`):void 0}catch{return}}#s(e){let t=this.locate(e);if(t.kind!==`inside`)return;let n=this.#t.get(t.real)??Ce(t.real);return this.#t.set(t.real,n),n}isFile(e){return this.#s(e)?.isFile()===!0}isDirectory(e){return this.#s(e)?.isDirectory()===!0}mode(e){let t=this.#s(e);return t===void 0?void 0:t.mode&4095}identity(e){let t=this.#s(e);return t===void 0?void 0:`${t.dev}:${t.ino}`}target(e){return xe(v(this.dir,e))}names(e){let t=this.#n.get(e)??this.#c(e);return this.#n.set(e,t),t}#c(e){let t=this.locate(e===``?`.`:e);if(t.kind!==`inside`||!this.isDirectory(e===``?`.`:e))return[];try{return be(t.real).sort()}catch{return[]}}isLink(e){return ge(v(this.dir,e),{throwIfNoEntry:!1})?.isSymbolicLink()===!0}below(e){let t=[],n=[e];for(let e=n.shift();e!==void 0&&t.length<5e4;e=n.shift())for(let r of this.names(e)){if($r.has(r))continue;let i=e===`.`?r:`${e}/${r}`,a=ge(v(this.dir,i),{throwIfNoEntry:!1});if(a===void 0)continue;let o=a.isSymbolicLink()?`link`:a.isDirectory()?`directory`:a.isFile()?`file`:`other`;t.push({path:i,kind:o,mode:a.mode&4095}),o===`directory`&&n.push(i)}return t}};const ei=`undefined-placeholder`,ti={OVIRT_VERSION:`4.5`,TARGET:`el9`,RELEASEVER:`9`,FEDORA_RELEASEVER:`9`};function ni(e,t,n,r){let i=b(ve(v(Ee(),`ovirt-node-image-lint-`))),a=()=>Se(i,{recursive:!0,force:!0});try{return r===void 0?ri(new $(b(e)),i,a,{...ti,ARCH:n,...t}):{tree:new $(b(e),[],r),scratch:i,close:a,isTemplate:!1,sourceOf:e=>e,problems:[]}}catch(e){throw a(),e}}function ri(e,t,n,r){let i=e.names(`.`),a=i.filter(t=>ne(t)?t.endsWith(`.in`)?!0:t===`manifest.yaml`&&!i.includes(`manifest.yaml.in`)&&ie(e.read(t)??``).length>0:!1),o={scratch:t,close:n,isTemplate:a.some(e=>e.startsWith(`manifest.yaml`))};if(a.length===0)return{...o,tree:e,sourceOf:e=>e,problems:[]};let s=v(t,`tree`);ii(e,s,i);let c=[],l=/* @__PURE__ */ new Map;for(let t of a){let n=t.replace(/\.in$/,``),i=e.read(t);i!==void 0&&(l.set(n,t),Se(v(s,n),{force:!0}),Te(v(s,n),ai(i,t,r,c)))}for(let e of a.filter(e=>e.endsWith(`.in`)))Se(v(s,e),{force:!0});return{...o,tree:new $(s,[e.dir]),sourceOf:e=>l.get(e)??e,problems:c}}function ii(e,t,n){_e(t);for(let r of n)we(v(e.dir,r),v(t,r))}function ai(e,n,r,i){try{return re(e,n,r)}catch(a){if(!(a instanceof t))throw a;for(let e of a.message.split(`
`)){let[,t,r]=/^[^:]+:(\d+): (.*)$/.exec(e)??[];i.push({rule:ei,severity:`error`,message:r??e,location:t===void 0?{file:n}:{file:n,line:Number(t)}})}let o=Object.fromEntries(ie(e).map(e=>[e,`0`]));return re(e,n,{...o,...r})}}const oi=[Fn,Gn,nt,Ot,lr,Ln,Ye,Ke,qt,ut,nr,Tt,Nn,Pn,xt,mn,an,rt,ar,kn,Hn,Ge,En,bn,pt,vn,zn,_n,rn,Zn,et,yt,Ht,It,Pt,st,Qt,fr,vr,xr,Ar,jr,Mr,Ir,Vr,qr,Yr],si=[{id:ei,severity:`error`,title:`a placeholder nobody defines`,rationale:`A template is filled when the image is built; @NAME@ that has no value stops the build.`},{id:Zr,severity:`warning`,title:`a lint-ignore comment that names no rule`,rationale:`Such a comment silences nothing; a rule was mistyped, or it has another name.`}],ci=[...oi,...si,...je].map(({id:e,severity:t,title:n,rationale:r})=>({id:e,severity:t,title:n,rationale:r})),li=ci.map(({id:e})=>e);function ui(e,t,n){if(t.every(t=>e.has(t)))return;let r=new Map(t.map(e=>[e,n(e)])),i=(e,t)=>new Set([...t].map(t=>r.get(t)?.get(e)??``)),a=[...new Set([...r.values()].flatMap(e=>[...e.keys()]))].filter(e=>i(e,t).size>1),o=a.filter(n=>i(n,e).size<i(n,t).size),s=n=>t.every(t=>e.has(t)===n.every(n=>i(n,e).has(r.get(t)?.get(n)??``))),c=o.find(e=>s([e])),l=c===void 0?o:[c];if(l.length>0&&s(l))return`only ${l.map(t=>di(t,[...i(t,e)])).join(` `)}`;let u=[...e].slice(0,6).map(e=>a.map(t=>di(t,[r.get(e)?.get(t)??``])).join(` `)),d=e.size>6?` and ${e.size-6} more`:``;return`only ${u.join(`; `)}${d}`}function di(e,t){let n=[...t].sort(),r=n.length>6?` and ${n.length-6} more`:``,i=`${n.slice(0,6).join(`, `)}${r}`;return e===`arch`?`on ${i}`:e===`manifest`?`in ${i}`:e===`build-args`?`with ${i===``?`no build arguments`:i}`:n.length===1?`with ${e}=${i}`:`with ${e} ${i}`}export{De as C,Ae as S,x as T,ze as _,ni as a,O as b,B as c,Kt as d,He as f,Re as g,Be as h,li as i,Gt as l,T as m,ci as n,$ as o,k as p,oi as r,Qr as s,ui as t,Wt as u,E as v,S as w,ke as x,Ie as y};