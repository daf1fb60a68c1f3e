import{S as e,d as t,m as n,u as r,x as i}from"./main-post-cli-BlenqD-f.js";import{a,s as o}from"./cli-DerF6fA0.js";import{Ct as s,Gt as c,Ht as l,It as u,Jt as d,Kt as f,Lt as p,Mt as m,Nt as ee,Ot as te,T as ne,Ut as re,Wt as h,Xt as g,Yt as _,Zt as v,_t as ie,dn as y,ht as ae,jt as oe,kt as se,pt as ce,qt as b}from"./main-cli-Df-_zqH-.js";import{a as le,i as ue,n as de,r as fe,t as pe}from"./main-lint-JryEDe6X.js";import{basename as me,isAbsolute as he,join as x,posix as S,relative as ge,resolve as _e,sep as ve}from"node:path";import{lstatSync as ye,mkdirSync as be,mkdtempSync as xe,readFileSync as Se,readdirSync as Ce,readlinkSync as we,realpathSync as C,rmSync as Te,statSync as w,symlinkSync as Ee,writeFileSync as De}from"node:fs";import{tmpdir as Oe}from"node:os";const ke=/[0-9]/,Ae=/[A-Za-z]/;function je(e,t){if(e===t)return 0;let n=T(e,0),r=T(t,0);for(;n<e.length||r<t.length;){let i=Me(e[n],t[r]);if(i===`same`)n+=1,r+=1;else if(i!==void 0)return i;else{if(n>=e.length||r>=t.length)break;let i=ke.test(e[n]??``)?ke:Ae,[a,o]=[Ne(e,n,i),Ne(t,r,i)];if(o===r)return i===ke?1:-1;let s=Pe(e.slice(n,a),t.slice(r,o),i===ke);if(s!==0)return s;[n,r]=[a,o]}n=T(e,n),r=T(t,r)}return n>=e.length&&r>=t.length?0:n<e.length?1:-1}function Me(e,t){if(e===`~`||t===`~`)return e===t?`same`:e===`~`?-1:1;if(e===`^`||t===`^`)return e===t?`same`:e===void 0?-1:t===void 0?1:e===`^`?-1:1}function T(e,t){let n=t;for(;n<e.length&&!/[A-Za-z0-9~^]/.test(e[n]??``);)n+=1;return n}function Ne(e,t,n){let r=t;for(;r<e.length&&n.test(e[r]??``);)r+=1;return r}function Pe(e,t,n){if(!n)return Fe(e,t);let[r,i]=[e.replace(/^0+/,``),t.replace(/^0+/,``)];return r.length===i.length?Fe(r,i):Fe(r.length,i.length)}function Fe(e,t){return e===t?0:e<t?-1:1}function Ie(e){let[,t=``,n=e]=/^(\d*):(.*)$/s.exec(e)??[],r=n.lastIndexOf(`-`);return r<0?{epoch:t,version:n,release:``}:{epoch:t,version:n.slice(0,r),release:n.slice(r+1)}}function Le({epoch:e,version:t,release:n}){return`${e===``||/^0+$/.test(e)?``:`${e}:`}${t}${n===``?``:`-${n}`}`}function Re(e,t){let n=je(e.epoch===``?`0`:e.epoch,t.epoch===``?`0`:t.epoch);if(n!==0)return n;let r=je(e.version,t.version);return r===0?je(e.release,t.release):r}function E(e,t){let n=t.replace(/^\uFEFF/,``);return e.endsWith(`.json`)?se(n,e):te(n,e)}function ze(e,t){let n=E(e,t),r=c(n,`packages`);return{root:n,packages:r,entries:(r?.entries??[]).map(({key:e,value:t})=>({name:h(e),key:e,value:t,evr:Be(t,`evr`),evra:Be(t,`evra`),digest:Be(t,`digest`)}))}}function Be(e,t){let n=c(e,t)?.scalar;return typeof n==`string`?n:void 0}function D({evr:e,evra:t}){if(e!==void 0)return{evr:e,arch:void 0};if(t===void 0)return;let n=t.lastIndexOf(`.`);return n<0?void 0:{evr:t.slice(0,n),arch:t.slice(n+1)}}function Ve(e){let t=/^\[([^\]]*)\]\s*([#;].*)?$/.exec(e.trimEnd())?.[1];if(t!==void 0)return{kind:`header`,id:t.trim()};if(/^(?:[#;]|\s*$)/.test(e))return{kind:`other`};if(/^\s/.test(e))return{kind:`more`,value:e.trim()};let[,n,r]=/^([^=\s]+)\s*=\s*(.*)$/.exec(e.trimEnd())??[];return n===void 0?{kind:`other`}:{kind:`key`,key:n,value:r??``}}function He(e){let t=[],n,r=()=>{n!==void 0&&t.at(-1)?.values.set(n.key,n.lines.join(`
`)),n=void 0};for(let[i,a]of e.split(/\r?\n/).entries()){let e=Ve(a),o=t.at(-1);if(e.kind===`header`)r(),t.push({id:e.id,values:/* @__PURE__ */ new Map,line:i,lines:/* @__PURE__ */ new Map});else if(e.kind===`more`)n?.lines.push(e.value),n?.at.push(i);else if(e.kind===`key`&&o!==void 0){r();let t=o.lines.get(e.key)??[];o.lines.set(e.key,t),t.push(i),n={key:e.key,lines:[e.value],at:t}}}return r(),t}function Ue(e){let t=/* @__PURE__ */ new Map;for(let{id:n,values:r}of He(e)){let e=t.get(n)??/* @__PURE__ */ new Map;for(let[t,n]of r)e.set(t,n);t.set(n,e)}return[...t].map(([e,t])=>({id:e,values:t}))}function We(e){return(e??``).split(/[\s,]+/).filter(e=>e!==``)}function Ge(e){if(e!==void 0)return/^(1|yes|true|on)$/i.test(e)?!0:!/^(0|no|false|off)$/i.test(e)&&void 0}function Ke(e,t,n,r){let i=e.split(`
`),a=He(e);for(let[e,o]of a.entries()){if(o.id!==t)continue;let s=i[o.line]?.endsWith(`\r`)===!0?`\r`:``,[c,...l]=o.lines.get(n)??[];if(c===void 0){let t=qe(i,o,a[e+1]?.line??i.length);i[t]=`${i[t]??``}\n${n}=${r}${s}`}else i[c]=`${n}=${r}${s}`;for(let e of l)i[e]=void 0}return i.filter(e=>e!==void 0).join(`
`)}function qe(e,t,n){let r=[...t.lines.values()].map(([e=n])=>e);if(r.length>0)return Math.min(...r)-1;let i=n-1;for(;i>t.line&&(e[i]??``).trim()===``;)--i;return i}function Je(e,t){let[n=``,...r]=t.split(`/`);return r.length===0?!1:e.names(n).some(e=>/^manifest(?:-[^/]*)?\.yaml$/.test(e))||Ye(e).includes(n)}function Ye(e){return[...(e.read(`.gitmodules`)??``).matchAll(/^\s*path\s*=\s*(.*?)\s*$/gm)].map(([,e=``])=>e)}const Xe=1e3;function Ze(e){let t=/* @__PURE__ */ new Map;for(let n of e){let e=`${n.rule} ${n.location.file}`,r=t.get(e);r===void 0?t.set(e,[n]):r.push(n)}return[...t.values()].flatMap(e=>{let t=e.slice(100),[n]=t,r=e.slice(0,100).map(Qe);if(n===void 0)return r;let i=a.find(e=>t.some(t=>t.severity===e))??n.severity;return[...r,{rule:n.rule,severity:i,location:n.location,message:`${t.length} more of this rule in the file are not listed`}]})}function Qe(e){let{message:t}=e;return t.length>Xe?{...e,message:`${t.slice(0,Xe)}…`}:e}const $e=[{id:`package-missing`,severity:`error`,title:`a package no repository has`,rationale:`The build stops at the first package it cannot find, after everything was fetched.`},{id:`package-not-found`,severity:`info`,title:`packages that the repositories looked into do not have`,rationale:`Further repositories belong to the build, such as those of the release rpm, and may have them.`},{id:`package-unchecked`,severity:`info`,title:`a package string only a solver can answer`,rationale:"A boolean dependency, `(a or b)`, is left to the build."},{id:`lock-entry-missing`,severity:`warning`,title:`a locked version no repository has any more`,rationale:`rpm-ostree warns and takes another version: the build is not the locked one.`},{id:`repo-dead`,severity:`error`,title:`a repository that cannot be read`,rationale:`It is gone, damaged or altered, and the build will fail the same way.`},{id:`repo-unchecked`,severity:`info`,title:`a repository that was not looked into`,rationale:`It may be fine elsewhere: it needs a variable or certificate, or may not be asked from here.`},{id:`repo-signature-unchecked`,severity:`info`,title:`signed metadata whose signature was not checked`,rationale:`Signatures of metadata are left to the build.`},{id:`repo-check-skipped`,severity:`info`,title:`a manifest whose packages were not looked up`,rationale:`It cannot be resolved for a variant, so nobody knows what it asks for.`}];function O(e,t){return{files:{"manifest.yaml":e},...t===void 0?{}:{at:`manifest.yaml:${t}`}}}function k(e,t,n={}){return{files:e,...t===void 0?{}:{at:t},...n}}function et(e,t){let{includes:n,install:r,excludes:i}=oe(t,e,()=>{});return[...nt(`include`,n.map(({path:e,origin:t})=>({scalar:e,origin:t}))),...nt(`packages`,r.map(tt)),...nt(`exclude-packages`,i)]}function tt({scalar:e,origin:t}){let n=String(e);return{scalar:/[\s']/.test(n)?`'${n.replaceAll(`'`,``)}'`:n,origin:t}}function nt(e,t){let[n]=t;if(n===void 0)return[];let{origin:r}=n;return[{key:{scalar:e,origin:r},value:{scalar:void 0,items:t,origin:r}}]}function A(e){return(e?.entries??[]).map(({key:e,value:t})=>({name:h(e),key:e,value:t}))}function j(e,t){return A(e).findLast(e=>e.name===t)?.value}function M(e){if(e!==void 0&&e.items===void 0&&e.entries===void 0)return typeof e.scalar==`string`?e.scalar:e.source}function N(e){return e===void 0?[]:(e.items??[e]).flatMap(e=>{let t=M(e);return t===void 0||e.scalar===null?[]:[{text:t,origin:e.origin}]})}function rt(e){return e.endsWith(`.ks`)?`kickstart`:/\.ya?ml$/.test(e)?`yaml`:`json`}function it(e,t,n){let r=rt(e),i={path:e,text:t,format:r};if(r===`kickstart`){let n=et(e,t).map(({key:e,value:t})=>({name:h(e),key:e,value:t}));return{...i,entries:n,error:void 0}}try{let a=t.replace(/^\uFEFF/,``),o=r===`yaml`?te(a,e,n):se(a,e);return{...i,entries:A(o),error:void 0}}catch(t){if(!(t instanceof b))throw t;return{...i,entries:[],error:{message:t.upstream,at:t.location??{file:e}}}}}function P(e){return e.entries.filter(({name:e})=>e===`conditional-include`).flatMap(({value:e})=>(e.items??[]).map(e=>{let t=j(e,`if`);return{conditions:(t?.items??(t===void 0?[]:[t])).map(at),include:j(e,`include`),origin:e.origin}}))}function at(e){if(typeof e.scalar!=`string`)return{error:`data did not match any variant of untagged enum IncludeConditions`,origin:e.origin};try{return re(e.scalar,e.origin)}catch(t){if(t instanceof b)return{error:t.upstream,origin:e.origin};throw t}}function ot(e){let t=(t,n)=>N(t).map(({text:t,origin:r})=>({from:e.path,spelled:t,path:st(e.path,t),origin:r,...n}));return[...e.entries.filter(({name:e})=>e===`include`).flatMap(({value:e})=>t(e,{})),...e.entries.filter(({name:e})=>e===`arch-include`).flatMap(({value:e})=>A(e).flatMap(e=>t(e.value,{arch:e.name}))),...P(e).flatMap(e=>e.include?.entries===void 0?t(e.include,{conditional:e}):[])]}function st(e,t){return t.startsWith(`/`)?t:S.normalize(S.join(S.dirname(e),t))}function ct({dir:e,roots:t},n,r,i,a,o){let c=t=>he(t)?ge(e,t):S.normalize(t);try{let c=o===void 0?n:lt(x(e,n),o),l={cwd:e,basearch:r,vars:i,cache:a,mode:`compose`,roots:o===void 0?t:[...t,c]};return{flattened:s(c,l)}}catch(t){if(!(t instanceof b))throw t;let r=t.location??{file:n},i=o!==void 0&&r.file.startsWith(o.scratch);return{message:t.upstream.replaceAll(`${e}/`,``),at:i?{file:n}:{...r,file:c(r.file)}}}}function lt(e,{args:t,scratch:n,written:r}){let i=de(e,t);return ee(r,i,()=>{let e=x(n,`wrapper-${r.size}.json`);return De(e,i),e})}var ut=class{#e;#t;#n;constructor({contributions:e},t){this.#e=e,this.#t=t}all(e){return this.#e.filter(({name:t})=>t===e||d[t]===e)}keys(){return new Set(this.#e.map(({name:e})=>d[e]??e))}setting(e){let[t,...n]=this.all(e).filter(({value:e})=>e.scalar!==null||e.items!==void 0);return t===void 0?void 0:{winner:t,shadowed:n}}strings(e){return this.all(e).toReversed().flatMap(e=>N(e.value).map(t=>({...t,...dt(e)})))}items(e){return this.all(e).toReversed().flatMap(({value:e,file:t,inline:n})=>(e.items??[]).map(e=>({node:e,file:t,inline:n})))}map(e){let t=/* @__PURE__ */ new Map;for(let{value:n,file:r}of this.all(e))for(let e of A(n)){let n=t.get(e.name);n===void 0?t.set(e.name,{winner:e,file:r,shadowed:[]}):n.file!==r&&n.shadowed.push({...e,file:r})}return t}#r(e,t){return e===`packages`||!t&&(e===`bootstrap-packages`||e===`packages-${this.#t}`)}packages(){if(this.#n!==void 0)return this.#n;let e=new Map(this.#e.map(({name:e,file:t},n)=>[`${e} ${t}`,n]));return this.#n=this.#e.flatMap((t,n)=>{let{name:r,value:i,inline:a,file:o}=t;return!this.#r(r,a)||g(r)&&e.get(`${r} ${o}`)!==n?[]:(i.items??[]).flatMap(e=>{let n=M(e);return n===void 0?[]:(a?[n]:F(n)).map(n=>({text:n,origin:e.origin,...dt(t)}))})}),this.#n}};function dt({file:e,name:t,inline:n}){return{file:e,key:t,inline:n}}function F(e){try{return p(e)}catch(t){if(t instanceof b)return[e];throw t}}function ft(e){return _[e]?.merge===`first`}const pt={id:`arch-list-drift`,severity:`info`,title:`a package in the list of every architecture`,rationale:`A package that each of packages-x86_64, -aarch64, -ppc64le and -s390x lists belongs into packages: with the next architecture, or the next edit, one of the lists is forgotten. One that all but one list is left alone: most are not built for the other, and what is and was forgotten looks the same.`,bad:[O(`packages-x86_64: [irqbalance]
packages-aarch64: [irqbalance]
packages-ppc64le: [irqbalance]
packages-s390x: [irqbalance]
`,1)],good:[O(`packages-x86_64: [irqbalance]
packages-aarch64: [irqbalance]
packages-ppc64le: [irqbalance]
`)],check:({treefiles:e},t)=>{for(let{entries:n}of e.values()){let e=/* @__PURE__ */ new Map;for(let{name:t,value:r}of n){let n=y.find(e=>t===`packages-${e}`);n!==void 0&&e.set(n,new Map(N(r).flatMap(({text:e,origin:t})=>F(e).map(e=>[e,t]))))}let[r,...i]=[...e.values()];if(!(r===void 0||e.size<y.length))for(let[e,n]of r)i.every(t=>t.has(e))&&t({message:`found ${e} in the list of all ${y.length} architectures; move it to packages`,at:n})}}},mt={id:`condition-constant`,severity:`info`,title:`a condition that never, or always, holds`,rationale:`In none (or all) of the variants that are looked at does the condition hold: what it includes is dead, or need not be conditional. It is mostly left over from a release that is no longer built, or a value that was renamed in one of two repositories.`,bad:[O(`releasever: 42
conditional-include:
  - if: releasever < 40
    include: {packages: [bash]}
`,3),k({"manifest.yaml":`conditional-include:
  - if: basearch != "sparc"
    include: {packages: [bash]}
`},`manifest.yaml:2`),k({"build-args.conf":`ID=rhel
NAME=node
STREAM=rhel-9.8
VERSION=9.8
`,"manifest.yaml":`conditional-include:
  - if: osversion == "rhel-9.6"
    include: {packages: [bash]}
`},`manifest.yaml:2`),k({"manifest.yaml":`conditional-include:
  - if: stream == "nxet"
    include: {packages: [bash]}
`},`manifest.yaml:2`,{vars:{stream:[`stable`,`next`]}})],good:[k({"manifest.yaml":`conditional-include:
  - if: stream == "next"
    include: {packages: [bash]}
  - if: stream != "testing"
    include: {packages: [nano]}
`},void 0,{vars:{stream:[`stable`,`next`]}}),k({"manifest.yaml":`conditional-include:
  - if: stream == "next"
    include: {packages: [bash]}
`},void 0,{vars:{stream:[`stable`]}}),O(`conditional-include:
  - if: basearch != "s390x"
    include: {packages: [bash]}
`)],check:({variants:e},t)=>{let n=/* @__PURE__ */ new Map;for(let{walk:t}of e)for(let{condition:e,result:r}of t.evaluated){let{file:t,line:i,column:a}=e.origin,o=`${t}:${i}:${a}`,s=n.get(o)??{condition:e,seen:/* @__PURE__ */ new Set};s.seen.add(r),n.set(o,s)}for(let{condition:r,seen:i}of n.values()){let[n]=i;if(i.size!==1||n===void 0||!ht(r,n,e))continue;let a=r.name===`releasever`?e[0]?.walk.variables.get(`releasever`):void 0;t({message:`the condition on ${r.name} ${n?`always`:`never`} holds${a===void 0?``:`, with releasever ${String(a)}`}; ${n?`include it without a condition`:`take it out`}`,at:r.origin})}}};function ht(e,t,n){if(e.name===`releasever`)return gt(e,t);if(e.name===`basearch`)return new Set(n.map(({variant:e})=>e.arch)).size>1;let r=!t&&e.operator===`==`,i=n.map(({variant:t})=>t.vars[e.name]);return(!i.includes(void 0)&&new Set(i).size>1||n.every(({variant:{args:t}})=>t!==void 0&&Object.hasOwn(t.variables,e.name)))&&r}function gt({operator:e},t){return t?[`>`,`>=`].includes(e):[`<`,`<=`].includes(e)}const _t={id:`condition-syntax`,severity:`error`,title:`a condition rpm-ostree cannot read or compare`,rationale:`A condition is NAME OPERATOR VALUE: true, false, a whole number, or a text in double quotes. Around the operator there have to be blanks when a number of several digits follows. Both sides need the same type, and only numbers have an order. rpm-ostree does not tell which condition it means.`,bad:[O(`releasever: 41
conditional-include:
  - if: releasever>=41
    include: {packages: [bash]}
`,3),O(`releasever: "41"
conditional-include:
  - if: releasever >= 41
    include: {packages: [bash]}
`,3),O(`conditional-include:
  - if: basearch > "s390x"
    include: {packages: [bash]}
`,2),O(`conditional-include:
  - include: {packages: [bash]}
`,2)],good:[O(`releasever: 41
conditional-include:
  - if: [releasever >= 41, basearch != "s390x"]
    include: {packages: [bash]}
`)],check:({treefiles:e,variants:t},n)=>{for(let t of e.values())for(let{conditions:e,include:r,origin:i}of P(t)){let a=t.entries.length>0&&e.length>0;for(let r of e){if(!(`error`in r))continue;let e=t.text.split(`
`)[r.origin.line-1]?.trim()??``;n({message:`found a condition rpm-ostree cannot read, expected NAME OPERATOR VALUE with ==, !=, <, <=, >, >= and true, false, a number or a text in double quotes${/[=<>]\d\d/.test(e)?`; put blanks around the operator`:``}`,at:r.origin})}r===void 0&&n({message:`found an entry without include:, expected one beside if:`,at:i}),!a&&!vt(t.text,i.line,r?.origin.line)&&n({message:`found an entry without if:, expected one beside include:`,at:i})}for(let e of t)for(let{condition:t,error:r}of e.walk.evaluated){if(r===void 0||r.startsWith(`undefined variable`))continue;let i=e.walk.variables.get(t.name),a=typeof i==`string`?JSON.stringify(i):String(i);n({message:r.startsWith(`invalid op`)?`found ${t.operator} on ${t.name}, which is ${a}: only numbers have an order; write == or !=`:`found ${t.name} compared with ${JSON.stringify(String(t.value))}, but it is ${a}, of another type; write both with or both without quotes`,at:t.origin,in:e})}}};function vt(e,t,n=t){let[r,i]=[Math.min(t,n),Math.max(t,n)+1];return e.split(`
`).slice(r-1,i).some(e=>/(^|[\s{,-])if:/.test(e))}function yt({tree:e},t){let n=t.merged.map(`metadata`).get(`build_with_buildah`)?.winner.value.scalar;if(n===!0||n===`true`)return`metadata: build_with_buildah`;if(n===!1||n===`false`||!e.isFile(`Containerfile`))return;if(e.isFile(`build-rootfs`))return`the Containerfile and build-rootfs beside it`;let{args:r}=t.variant;return r===void 0||r.file.includes(`/`)?void 0:`the Containerfile and ${r.file} beside it`}function bt({tree:e}){return/^(?!\s*#).*\btreefile-apply\b/m.test(e.read(`Containerfile`)??``)}function xt({tree:e,treefiles:t}){return[...new Set([...t.keys()].map(e=>S.join(S.dirname(e),`finalize.d`)))].filter(t=>e.isDirectory(t))}const St={"boot-location":{severity:`warning`,text:`is deprecated with any value but modules, which new systems should use`,when:e=>M(e)!==`modules`},"initramfs-args":{severity:`warning`,text:`is deprecated; put a file into /usr/lib/dracut/dracut.conf.d with an overlay`},cliwrap:{severity:`warning`,text:`is deprecated and going to be removed`,when:e=>e.scalar===!0},rpmdb:{severity:`warning`,text:`names a format of old times, which is treated as target`,when:e=>[`bdb`,`b-d-b`,`ndb`].includes(M(e)??``)},"lockfile-repos":{severity:`info`,text:`is experimental, as rpm-ostree says each time`},repovars:{severity:`info`,text:`is experimental`},sysusers:{severity:`info`,text:`is experimental`},"opt-usrlocal":{severity:`info`,text:`is experimental`},"rpmdb-normalize":{severity:`info`,text:`is experimental, and needs SOURCE_DATE_EPOCH`}},Ct={id:`deprecated-key`,severity:`warning`,title:`a key that is deprecated or experimental, or a default that is`,rationale:`rpm-ostree warns of these and waits three seconds, or says that they may change. They work today; a later assembler may refuse them. A manifest that comes out without boot-location gets the value that is deprecated, and no line of it says so: write boot-location: modules, or edition: "2024", which implies it. A container build passes over the key, and its manifests need none.`,bad:[O(`initramfs-args: [--no-hostonly]
`,1),O(`boot-location: new
`,1),k({"manifest.yaml":`packages: [bash]
`},`manifest.yaml`),O(`rojig: {name: a, summary: b, license: MIT}
`,1)],good:[O(`boot-location: modules
metadata: {name: a}
`),O(`edition: "2024"
`),k({"manifest.yaml":`include: a.yaml
`,"a.yaml":`boot-location: modules
`}),O(`metadata: {build_with_buildah: true}
`)],check:(e,t)=>{let{treefiles:n,variants:r}=e;for(let n of xt(e))t({message:`finalize.d is experimental; only executable files in it are run, in the order of their names`,at:{file:n},severity:`info`});for(let{entries:e}of n.values())for(let{name:n,key:r,value:i}of e){let e=St[d[n]??n];e!==void 0&&e.when?.(i)!==!1&&i.scalar!==null&&t({message:`${n} ${e.text}`,at:r.origin,severity:e.severity})}for(let n of r){n.flattened?.warnings.some(({key:e,location:t})=>e===`boot-location`&&t===void 0)===!0&&yt(e,n)===void 0&&t({message:`found no boot-location, and its default is deprecated; add boot-location: modules, which new systems should use`,at:{file:n.variant.entry},in:n});let r=n.merged.setting(`rojig`);r===void 0||n.merged.map(`metadata`).has(`name`)||t({message:`rojig is left of something that was removed; give metadata: the name as well`,at:r.winner.key.origin,severity:`info`,in:n})}}},wt=/* @__PURE__ */ new Set([`variables`,`metadata`,`add-commit-metadata`,`repovars`,`arch-include`]),Tt={id:`duplicate-key`,severity:`error`,title:`one key twice in a mapping`,rationale:`rpm-ostree refuses a known key that is there twice. Of packages-<arch> and of the entries of free maps the last one counts in silence, and what the others say is lost. (The example of conditional-include in rpm-ostree's own documentation has this mistake.)`,bad:[O(`packages:
  - bash
repos:
  - baseos
packages:
  - vim-minimal
`,5),O(`packages-x86_64: [bash]
packages-x86_64: [dash]
`,2),O(`metadata:
  name: a
  name: b
`,3)],good:[O(`packages:
  - bash
  - vim-minimal
packages-x86_64: [dash]
`)],check:({treefiles:e},t)=>{for(let r of e.values()){for(let{entry:e,first:n}of Et(r.entries)){let r=v(e.name)&&!g(e.name);t({message:r?`found ${e.name} again, which is on line ${n} already and which rpm-ostree refuses; put both into one`:`found ${e.name} again: what line ${n} says is lost in silence; put both into one`,at:e.key.origin,severity:r?`error`:`warning`})}for(let{name:e,value:i}of r.entries)if(e===`conditional-include`||e===`repo-packages`)for(let e of i.items??[])n(e);else if(e===`rojig`||e===`check-passwd`||e===`check-groups`)n(i);else if(wt.has(e))for(let{entry:n,first:r}of Et(A(i)))t({message:`found ${n.name} again in ${e}: what line ${r} says is lost in silence; keep one of the two`,at:n.key.origin,severity:`warning`})}function n(e){for(let{entry:n,first:r}of Et(A(e)))t({message:`found ${n.name} again, which is on line ${r} already and which rpm-ostree refuses; write an entry of its own for it`,at:n.key.origin})}}};function Et(e){let t=/* @__PURE__ */ new Map;return e.flatMap(e=>{let n=t.get(e.name);return n===void 0?(t.set(e.name,e.key.origin.line),[]):[{entry:e,first:n}]})}const Dt={id:`duplicate-package`,severity:`info`,title:`a package that is asked for twice`,rationale:`Packages are a set, so it does no harm today; who takes the package out at one place wonders why it is still there.`,bad:[O(`packages:
  - fwupd
  - bash
  - fwupd
`,4),k({"manifest.yaml":`include: a.yaml
packages: [bash]
`,"a.yaml":`packages: [bash]
`},`manifest.yaml:2`)],good:[O(`packages:
  - fwupd
packages-x86_64:
  - grub2
packages-aarch64:
  - grub2
`)],check:({variants:e},t)=>{for(let n of e){let e=/* @__PURE__ */ new Map;for(let t of n.merged.packages()){if(!/^[\w/(@]/.test(t.text))continue;let n=e.get(t.text);n===void 0?e.set(t.text,[t]):n.push(t)}for(let[r,i]of e){if(i.length===1)continue;let[e,...a]=Ot(i);if(e!==void 0)for(let{origin:i}of a)t({message:`found ${r}, which ${i.file===e.origin.file?`line ${e.origin.line}`:`${e.origin.file}:${e.origin.line}`} asks for as well; keep one of the two`,at:i,in:n})}}}};function Ot(e){let t=new Map(e.map(({file:e},t)=>[e,t])),n=({file:e})=>e.split(`/`).length;return[...e].sort((e,r)=>n(r)-n(e)||(t.get(r.file)??0)-(t.get(e.file)??0)||e.origin.line-r.origin.line)}const kt=[`packages`,`repos`,`architectures`,`match-base-evr`,`kind`],At={modules:`modularity was removed; name the packages`,match_base_evr:`write match-base-evr`},jt={id:`extensions-file`,severity:`warning`,title:`an entry of extensions.yaml that fails or does not count`,rationale:`extensions.yaml is not checked for unknown keys, and its packages are not split at blanks. A package of an os-extension must not be part of the base, and match-base-evr has to name one that is. Repositories of one extension are on for all of them.`,bad:[k({"manifest.yaml":`packages: [bash]
`,"extensions.yaml":`extensions:
  shell:
    packages:
      - bash
`},`extensions.yaml:4`),k({"manifest.yaml":`packages: [bash]
`,"extensions.yaml":`extensions:
  shell:
    packages: [a b]
`},`extensions.yaml:3`),k({"manifest.yaml":`packages: [bash]
`,"extensions.yaml":`extensions:
  shell:
    match_base_evr: kernel
    packages: [a]
`},`extensions.yaml:3`),k({"manifest.yaml":`packages: [bash]
`,"extensions.yaml":`extensions:
  shell:
    architectures: [amd64]
    packages: [a]
`},`extensions.yaml:3`),k({"manifest.yaml":`packages: [bash]
`,"extensions.yaml":`extensions:
  shell:
    kind: os-extension
`},`extensions.yaml:2`)],good:[k({"manifest.yaml":`packages: [kernel]
`,"extensions.yaml":`extensions:
  rt:
    match-base-evr: kernel
    architectures: [x86_64]
    packages:
      - kernel-devel
`})],check:(e,t)=>{for(let n of e.tree.names(`.`).filter(e=>/^extensions(?:-[^/]*)?\.ya?ml$/.test(e))){let r=Mt(n,e.tree.read(n)??``,t);for(let{name:e,key:n}of A(r))[`repos`,`extensions`].includes(e)||t({message:`found the key ${e}, which is passed over in silence; expected repos and extensions`,at:n.origin});for(let n of A(j(r,`extensions`)))Nt(n,e,t)}}};function Mt(e,t,n){try{return E(e,t)}catch(t){if(!(t instanceof b))throw t;n({message:t.upstream,at:t.location??{file:e},severity:`error`});return}}function Nt({name:e,key:t,value:n},{variants:r},i){for(let{name:t,key:r}of A(n))kt.includes(t)||i({message:`found ${t} in ${e}, which is passed over in silence; ${At[t]??`expected ${kt.join(`, `)}`}`,at:r.origin});let a=j(n,`packages`);a===void 0&&i({message:`found no packages in ${e}, which rpm-ostree refuses; list them`,at:t.origin,severity:`error`});let o=j(n,`kind`);o!==void 0&&![`os-extension`,`development`].includes(M(o)??``)&&i({message:`found the kind ${M(o)??``}, expected os-extension or development`,at:o.origin,severity:`error`});for(let{text:e,origin:t}of N(j(n,`architectures`)))y.some(t=>t===e)||i({message:`found the architecture ${e}, expected ${y.join(`, `)}`,at:t});j(n,`repos`)!==void 0&&i({message:`repositories of ${e} are on for all extensions; list them under repos: at the top`,at:j(n,`repos`)?.origin??t.origin,severity:`info`});let s=new Set(N(j(n,`architectures`)).map(({text:e})=>e)),c=(M(o)??`os-extension`)===`os-extension`;for(let{text:e,origin:t}of N(a)){/[\s']/.test(e)&&i({message:`found ${JSON.stringify(e)}, which is one package of that name here; give each an item of its own`,at:t});for(let n of r){let r=(s.size===0||s.has(n.variant.arch))&&c?n.merged.packages().find(t=>t.text===e):void 0;r!==void 0&&i({message:`found ${e}, which ${r.origin.file}:${r.origin.line} has in the base already: rpm-ostree refuses that`,at:t,severity:`error`,in:n})}}let l=j(n,`match-base-evr`);for(let e of l===void 0?[]:r){let t=s.size===0||s.has(e.variant.arch),n=new Set(e.merged.packages().map(({text:e})=>e));t&&l!==void 0&&!n.has(M(l)??``)&&i({message:`match-base-evr: found ${M(l)??``}, which the manifest does not ask for by that name; it fails unless another package brings it`,at:l.origin,in:e})}}const Pt={id:`file-included-twice`,severity:`error`,title:`one file included twice`,rationale:`rpm-ostree takes a file it meets a second time for a loop and refuses, also when it is no loop: two manifests that include a third, two conditions that hold together, a link to a file that is included as well.`,bad:[k({"manifest.yaml":`include:
  - a.yaml
  - b.yaml
`,"a.yaml":`include: common.yaml
`,"b.yaml":`include: common.yaml
`,"common.yaml":`packages: [bash]
`},`b.yaml:1`),k({"manifest.yaml":`include:
  - a.yaml
  - b.yaml
`,"a.yaml":``,"b.yaml":{link:`a.yaml`}},`manifest.yaml:3`)],good:[k({"manifest.yaml":`include:
  - a.yaml
  - b.yaml
  - common.yaml
`,"a.yaml":``,"b.yaml":``,"common.yaml":`packages: [bash]
`})],check:({variants:e},t)=>{for(let n of e)for(let{kind:e,path:r,origin:i,first:a}of n.walk.problems){if(e!==`twice`&&e!==`depth`)continue;let o=a===void 0?`the manifest itself`:`included at ${a.file}:${a.line} already`;t({message:e===`depth`?`found an include of ${r} more than 50 files deep, expected at most 50`:`found an include of ${r}, which is ${o}; keep one of the two`,at:i,in:n})}}},Ft=/^(usr\/(?!local\/)|etc\/|bin\/|sbin\/|lib\/|lib64\/)/,It=/^(usr\/)?(bin|sbin|libexec)\//,Lt={id:`file-paths`,severity:`error`,title:`a path remove-files or add-files cannot work with`,rationale:`remove-files wants paths without a leading / and without .. anywhere, also inside a name. add-files copies below usr/ (not usr/local/), etc/ and bin/, sbin/, lib/, lib64/ only, from beside its manifest, with the mode of the file. Sources are known by their name alone: two of one name in two directories get one content.`,bad:[O(`remove-files:
  - /etc/hosts
`,2),O(`remove-files:
  - usr/share/foo..bar
`,2),k({"manifest.yaml":`add-files:
  - [a.conf, /var/a.conf]
`,"a.conf":``},`manifest.yaml:2`),k({"manifest.yaml":`add-files:
  - [gone.conf, /etc/a.conf]
`},`manifest.yaml:2`),k({"manifest.yaml":`add-files:
  - [run.sh, /usr/bin/run]
`,"run.sh":`#!/bin/sh
`},`manifest.yaml:2`),k({"manifest.yaml":`add-files:
  - [a.conf, /etc/a]
  - [b.conf, /etc/a]
`,"a.conf":``,"b.conf":``},`manifest.yaml:3`),k({"manifest.yaml":`include: sub/a.yaml
add-files:
  - [a.conf, /etc/a]
`,"a.conf":`one`,"sub/a.yaml":`add-files:
  - [a.conf, /etc/b]
`,"sub/a.conf":`two`},`manifest.yaml:3`)],good:[k({"manifest.yaml":`remove-files:
  - etc/hosts
add-files:
  - [run.sh, /usr/bin/run]
  - [a.conf, /etc/a.conf]
`,"run.sh":{text:`#!/bin/sh
`,executable:!0},"a.conf":``})],check:(e,t)=>{for(let n of e.treefiles.values()){let r=P(n).flatMap(({include:e})=>A(e));for(let{name:e,value:i}of[...n.entries,...r])if(e===`remove-files`)for(let{text:e,origin:n}of N(i))Rt(e,n,t);for(let r of zt(n))Bt(r,e,t)}Vt(e,t)}};function Rt(e,t,n){e.startsWith(`/`)?n({message:`remove-files: found ${e}, expected a path without the leading /; write ${e.replace(/^\/+/,``)}`,at:t}):e.includes(`..`)&&n({message:`remove-files: found ${e}, which has two dots in a row: rpm-ostree refuses them even inside a name`,at:t})}function zt(e){return e.entries.filter(({name:e})=>e===`add-files`).flatMap(({value:t})=>(t.items??[]).flatMap(t=>{let n=M(t.items?.[0]),r=M(t.items?.[1]);return n===void 0||r===void 0?[]:[{source:n,path:n.startsWith(`/`)?n:S.join(S.dirname(e.path),n),target:r.replace(/^\/+/,``),origin:t.origin}]}))}function Bt({source:e,path:t,target:n,origin:r},{tree:i},a){let o=r;Ft.test(n)?n.split(`/`).includes(`..`)&&a({message:`add-files: found the target ${n}, which leads somewhere else than it begins; write where it ends`,at:o,severity:`warning`}):a({message:`add-files: found the target ${n}, expected one below usr/ (not usr/local/), etc/, bin/, sbin/, lib/ or lib64/`,at:o}),i.locate(t).kind===`outside`?a({message:`add-files: found the source ${e}, which is outside of the configuration`,at:o}):i.isFile(t)?It.test(n)&&!((i.mode(t)??0)&73)&&a({message:`add-files: ${t} goes to ${n} and is not executable, and its mode is copied; chmod +x it`,at:o,severity:`warning`}):a({message:`add-files: found the source ${e}, but there is no file ${t}; sources are beside the manifest that names them`,at:o})}function Vt({variants:e,treefiles:t,tree:n},r){for(let i of e){let e=/* @__PURE__ */ new Map,a=/* @__PURE__ */ new Map;for(let o of i.walk.files){let s=t.get(o);for(let t of s===void 0?[]:zt(s).toReversed()){let o=e.get(t.target);if(o===void 0)e.set(t.target,t);else{let[e,n]=o.origin.file===t.origin.file?[t,o]:[o,t];r({message:`add-files: found the target ${t.target}, which ${e.origin.file}:${e.origin.line} writes as well; keep one of the two`,at:n.origin,severity:`warning`,in:i})}let s=a.get(t.source);s===void 0?a.set(t.source,t):n.identity(s.path)!==n.identity(t.path)&&r({message:`add-files: the source ${t.source} has the name of one at ${t.origin.file}:${t.origin.line}, and both targets get the content of ${t.path}; give one another name`,at:s.origin,severity:`warning`,in:i})}}}}const Ht=/* @__PURE__ */ new Set([`packages`,`repos`,`lockfile-repos`,`ostree-layers`,`documentation`,`recommends`,`postprocess`,`metadata`,`include`,`arch-include`,`conditional-include`,`variables`,`releasever`,`bootstrap-packages`]),Ut={id:`ignored-in-container-flow`,severity:`warning`,title:`a key that a container build does not read`,rationale:`With metadata: build_with_buildah, or a Containerfile beside build-rootfs or build-args*.conf, the image is built by a script that reads packages, repositories, layers, postprocess and few more of the manifest. Everything else, exclude-packages and remove-files among it, is passed over in silence. A Containerfile that calls rpm-ostree experimental compose treefile-apply reads fewer yet, and refuses documentation.`,bad:[k({"manifest.yaml":`metadata: {build_with_buildah: true}
exclude-packages:
  - perl
`},`manifest.yaml:2`),k({"manifest.yaml":`exclude-packages:
  - perl
`,Containerfile:`FROM scratch
`,"build-rootfs":`#!/usr/bin/python3
`},`manifest.yaml:1`),k({"manifest.yaml":`exclude-packages:
  - perl
`,Containerfile:`FROM scratch
`,"build-args.conf":`ID=fedora
NAME=node
STREAM=stable
VERSION=42
`},`manifest.yaml:1`),k({"manifest.yaml":`packages: [bash]
documentation: false
`,Containerfile:`FROM a
RUN rpm-ostree experimental compose treefile-apply manifest.yaml
`},`manifest.yaml:2`)],good:[k({"manifest.yaml":`metadata: {build_with_buildah: true}
packages:
  - bash
`}),k({"manifest.yaml":`metadata: {build_with_buildah: false}
exclude-packages:
  - perl
`,Containerfile:`FROM scratch
`,"build-rootfs":`#!/usr/bin/python3
`}),k({"manifest.yaml":`documentation: false
exclude-packages:
  - perl
`,Containerfile:`FROM a
# not: treefile-apply
`})],check:(e,t)=>{let n=bt(e);for(let r of e.variants){let i=n?r.merged.setting(`documentation`)?.winner:void 0;i!==void 0&&t({message:`documentation is refused by rpm-ostree compose treefile-apply, which the Containerfile calls; take it out`,at:i.key.origin,severity:`error`,in:r});let a=yt(e,r);if(a!==void 0)for(let{name:e,key:n,file:i}of r.walk.contributions){let o=d[e]??e;if(Ht.has(o)||_[o]===void 0)continue;let s=i.split(`/`).length===1;t({message:`${e} is not read by a container build (${a}); write a postprocess script, or take it out`,at:n.origin,severity:s?`warning`:`info`,in:r})}}}},Wt={container:{value:!0,keys:{"boot-location":`modules`,selinux:!1,"tmp-is-dir":!0,"preserve-passwd":!1,"check-passwd":{type:`none`},"check-groups":{type:`none`}}},edition:{value:`2024`,keys:{"boot-location":`modules`,"tmp-is-dir":!0}}},Gt={id:`implied-default-masks`,severity:`warning`,title:`a value that container or edition of another file overrules`,rationale:`container: true and edition: "2024" set further keys of their own file before files are merged. From then on these count like values somebody wrote: in an including file they hide what an included one says, in an included one they lose to the includer.`,bad:[k({"manifest.yaml":`edition: "2024"
include: a.yaml
`,"a.yaml":`tmp-is-dir: false
`},`a.yaml:1`),k({"manifest.yaml":`selinux: true
include: a.yaml
`,"a.yaml":`container: true
`},`a.yaml:1`),k({"manifest.yaml":`container: true
selinux: true
`},`manifest.yaml:2`)],good:[k({"manifest.yaml":`edition: "2024"
tmp-is-dir: false
`})],check:({variants:e},t)=>{for(let n of e)for(let[e,{value:r,keys:i}]of Object.entries(Wt)){let a=n.walk.contributions.filter(t=>t.name===e&&!t.inline&&t.value.scalar===r);for(let r of a)for(let[a,o]of Object.entries(i))for(let i of n.merged.all(a)){if(qt(i.value,o))continue;let s=`${r.file}:${r.key.origin.line}`;i.file===r.file?e===`container`&&!i.inline&&t({message:`${a} has no effect: ${e} on line ${r.key.origin.line} of this file sets it to ${Jt(o)}`,at:i.key.origin,in:n}):Kt(r,i,n.walk.contributions)?t({message:`${a} has no effect: ${e} at ${s} implies ${Jt(o)} and comes first; set ${a} there`,at:i.key.origin,in:n}):t({message:`${e} means to set ${a} to ${Jt(o)}, but ${i.file}:${i.key.origin.line} comes first and says otherwise`,at:r.key.origin,in:n})}}}};function Kt(e,t,n){return n.indexOf(e)<n.indexOf(t)}function qt(e,t){return JSON.stringify(f(e))===JSON.stringify(t)}function Jt(e){return typeof e==`string`||typeof e==`boolean`?String(e):`type: none`}const Yt={include:`is not followed; give the include an entry of its own`,"arch-include":`is dropped; add a condition on basearch`,"conditional-include":`is dropped; add the condition to the list of if:`,variables:`defines nothing; move it out of the condition`,releasever:`is no variable here; move it out of the condition`,"bootstrap-packages":`adds no package; write packages`,"platform-module":`is dropped, and has no effect anywhere`,container:`implies none of what it implies elsewhere; set those keys themselves`,edition:`implies none of what it implies elsewhere; set those keys themselves`,"add-files":`names files nobody opens, and the compose stops; move it into a file that is included`,"postprocess-script":`is skipped; move it into a file that is included, or write postprocess`},Xt={id:`inline-body-pitfall`,severity:`warning`,title:`something that does not work inside a condition`,rationale:`A treefile written under include: of a condition is not treated as a file is: packages are not split at blanks, packages-<arch> and unknown keys are dropped, nothing is included from it, and no variables come of it. rpm-ostree says nothing.`,bad:[O(`conditional-include:
  - if: basearch == "x86_64"
    include:
      packages:
        - nano vim-minimal
`,5),O(`conditional-include:
  - if: basearch == "x86_64"
    include:
      repo-packages:
        - repo: r
          packages: ["nano vim-minimal"]
`,6),O(`conditional-include:
  - if: basearch == "x86_64"
    include:
      packages-x86_64: [bash]
`,4),O(`conditional-include:
  - if: basearch == "x86_64"
    include:
      variables: {a: b}
`,4)],good:[O(`repo-packages:
  - repo: r
    packages: [nano vim-minimal]
`),O(`conditional-include:
  - if: basearch == "x86_64"
    include:
      packages:
        - nano
        - vim-minimal
`)],check:({treefiles:e},t)=>{for(let n of e.values())for(let{include:e}of P(n))for(let{name:n,key:r,value:i}of A(e)){let e=Yt[n]??Qt(n);e!==void 0&&t({message:`inside a condition ${n} ${e}`,at:r.origin}),(n===`check-passwd`||n===`check-groups`)&&A(i).some(({value:e})=>e.scalar===`file`)&&t({message:`inside a condition ${n} with type: file has no file; move it into a file that is included`,at:r.origin});for(let{text:e,origin:r}of Zt(n,i))/[\s']/.test(e)&&t({message:`found ${JSON.stringify(e)}, which is one package of that name inside a condition; give each package an item of its own`,at:r,severity:`error`})}}};function Zt(e,t){return e===`packages`?N(t):e===`repo-packages`?(t.items??[]).flatMap(e=>N(j(e,`packages`))):[]}function Qt(e){return g(e)?`is dropped; add a condition on basearch and write packages`:Object.hasOwn(d,e)?`is dropped; write ${d[e]??``}`:v(e)?void 0:`is no key of a treefile and is dropped in silence`}const $t={id:`legacy-alias`,severity:`info`,title:`an old spelling with an underscore`,rationale:`Four keys may still be written with an underscore. Both spellings of one key in one file are refused, and no other key has such a spelling.`,bad:[O(`default_target: multi-user.target
`,1),O(`gpg_key: abc
gpg-key: abc
`,2)],good:[O(`default-target: multi-user.target
`)],check:({treefiles:e},t)=>{for(let{entries:n}of e.values())for(let[e,{name:r,key:i}]of n.entries()){let a=d[r]??r,o=Object.keys(d).find(e=>d[e]===a);if(o===void 0)continue;let s=n.slice(0,e).find(e=>e.name!==r&&(d[e.name]??e.name)===a);s===void 0?r===o&&t({message:`found ${r}, an old spelling of ${a}; write ${a}`,at:i.origin}):t({message:`found ${r} beside ${s.name} of line ${s.key.origin.line}: rpm-ostree refuses both spellings in one file; keep ${a}`,at:i.origin,severity:`error`})}}},en=/^manifest-lock\.(?:(overrides)\.)?(?:([a-z0-9_]+)\.)?(?:json|ya?ml)$/,tn=/* @__PURE__ */ new WeakMap;function nn(e){let t=tn.get(e)??rn(e);return tn.set(e,t),t}function rn(e){return e.names(`.`).flatMap(t=>{let n=en.exec(t),r=n===null?void 0:e.read(t);if(n===null||r===void 0)return[];let i=n[2]===`overrides`?void 0:n[2];return[{file:t,isOverride:n[1]!==void 0||n[2]===`overrides`,arch:i,...an(t,r)}]}).sort((e,t)=>Number(e.isOverride)-Number(t.isOverride))}function an(e,t){try{let{root:n,entries:r}=ze(e,t);return{root:n,error:void 0,packages:r}}catch(t){if(!(t instanceof b))throw t;let n=t.location??{file:e};return{root:void 0,error:{message:t.upstream,at:n},packages:[]}}}function on({file:e,root:t}){try{o(e,t);return}catch(t){if(!(t instanceof b))throw t;return{message:t.upstream,at:t.location??{file:e}}}}const sn={id:`lockfile-coverage`,severity:`info`,title:`a package the lock file does not have`,rationale:`What is asked for and not locked comes in whatever version the repositories have that day; with a strict lock the build fails. Strings that are no plain names are left out, and a name may be one a package only provides (iptables, grub2): look before acting. For that reason it is never more than an info, for a strict lock either.`,bad:[k({"manifest.yaml":`packages:
  - bash
  - dash
`,"manifest-lock.x86_64.json":`{"packages": {"bash": {"evra": "5.2-3.fc40.x86_64"}}}
`},`manifest.yaml:3`)],good:[k({"manifest.yaml":`packages:
  - bash
  - /usr/sbin/zipl
`,"manifest-lock.x86_64.json":`{"packages": {"bash": {"evra": "5.2-3.fc40.x86_64"}}}
`})],check:({tree:e,variants:t,entries:n},r)=>{let i=nn(e);for(let e of t){if(n.length>1&&e.variant.entry!==`manifest.yaml`)continue;let t=i.find(({isOverride:t,arch:n})=>!t&&n===e.variant.arch);if(t===void 0||t.packages.length===0)continue;let a=new Set(i.filter(({arch:t})=>t===void 0||t===e.variant.arch).flatMap(({packages:e})=>e.map(({name:e})=>e)));for(let{text:t,origin:n}of e.merged.packages())/^[A-Za-z0-9][\w.+-]*$/.test(t)&&!a.has(t)&&r({message:`found ${t}, which manifest-lock.ARCH.json does not have; renew the lock, unless another package provides the name`,at:n,in:e})}}},cn={"manifest.yaml":`releasever: 40
packages: [bash]
`};function I(e){return{...cn,"manifest-lock.x86_64.json":`{"packages": {"bash": {"evra": "5.2-3.fc40.x86_64"}}}
`,"manifest-lock.overrides.yaml":`packages:\n  ${e}\n`}}const ln={id:`lockfile-override-stale`,severity:`warning`,title:`a lock override that is stale or says too little`,rationale:`An override holds a package back (pin) or ahead (fast-track) of the generated lock. Once the lock has reached it, it only holds back updates. A pin has to name the reason, a fast-track its update; the dist tag has to be that of releasever. An override for one architecture hides the common one whole.`,bad:[k(I(`bash: {evr: 5.2-1.fc40, metadata: {type: fast-track, bodhi: https://example.com/1}}`),`manifest-lock.overrides.yaml:2`),k(I(`bash: {evr: 5.2-4.fc39, metadata: {type: fast-track, bodhi: https://example.com/1}}`),`manifest-lock.overrides.yaml:2`),k(I(`bash: {evr: 5.2-4.fc40, metadata: {type: pin}}`),`manifest-lock.overrides.yaml:2`),k(I(`dash: {evr: 5.2-4.fc40, metadata: {type: fast-track, bodhi: https://example.com/1}}`),`manifest-lock.overrides.yaml:2`),k({...I(`bash: {evr: 5.2-5.fc40, metadata: {type: fast-track, bodhi: https://example.com/1}}`),"manifest-lock.overrides.x86_64.yaml":`packages:
  bash: {evra: 5.2-4.fc40.x86_64, metadata: {type: fast-track, bodhi: https://example.com/1}}
`},`manifest-lock.overrides.x86_64.yaml:2`)],good:[k(I(`bash: {evr: 5.2-4.fc40, metadata: {type: fast-track, bodhi: https://example.com/1}}`))],check:(e,t)=>{let n=nn(e.tree),r=n.filter(({isOverride:e})=>!e),i=n.filter(({isOverride:e})=>e);for(let n of i)for(let a of n.packages)un(a,n,r,t),dn(a,t),fn(a,e,t),n.arch!==void 0&&pn(a,i,t)}};function un(e,t,n,r){let i=D(e),a=n.filter(({arch:e})=>t.arch===void 0||e===t.arch);if(i===void 0||a.length===0)return;let o=a.flatMap(t=>{let n=t.packages.findLast(({name:t})=>t===e.name),r=n===void 0?void 0:D(n);return r===void 0?[]:[{base:t,evr:r.evr}]});o.length===0?r({message:`${e.name} is in none of ${a.map(({file:e})=>e).join(`, `)}: the override does nothing unless the package is asked for newly`,at:e.key.origin,severity:`info`}):(M(j(j(e.value,`metadata`),`type`))!==`pin`&&o.every(({evr:e})=>mn(i.evr,e))&&r({message:`${e.name}: found ${i.evr}, but ${o[0]?.base.file??``} has ${o[0]?.evr??``}, which is newer; take the override out`,at:e.key.origin}),o.some(({base:t})=>j(t.packages.findLast(({name:t})=>t===e.name)?.value,`digest`)!==void 0)&&j(e.value,`digest`)===void 0&&r({message:`${e.name}: the generated lock has a digest, which the override takes away with the whole entry; add the digest of the new package`,at:e.key.origin}))}function dn(e,t){let n=j(e.value,`metadata`),r=M(j(n,`type`)),i=e=>/^https?:\/\//.test(M(j(n,e))??``);r===`pin`&&!i(`reason`)&&t({message:`${e.name}: found a pin without metadata: reason:, expected the address of an issue that says when it may go`,at:e.key.origin}),r===`fast-track`&&!i(`bodhi`)&&t({message:`${e.name}: found a fast-track without metadata: bodhi:, expected the address of the update`,at:e.key.origin,severity:`info`})}function fn(e,{variants:t},n){let r=/\.(fc|el)(\d+)/.exec(D(e)?.evr??``),i=new Set(t.flatMap(({walk:e})=>{let t=e.variables.get(`releasever`);return t===void 0?[]:[String(t).split(`.`)[0]??``]}));r?.[2]===void 0||i.size===0||i.has(r[2])||n({message:`${e.name}: found the dist tag ${r[0].slice(1)}, but releasever is ${[...i].join(`, `)}; override with a package of that release`,at:e.key.origin})}function pn(e,t,n){let r=t.find(({arch:e})=>e===void 0),i=r?.packages.findLast(({name:t})=>t===e.name),[a,o]=[D(e),i===void 0?void 0:D(i)];a!==void 0&&o!==void 0&&r!==void 0&&mn(a.evr,o.evr)&&n({message:`${e.name}: found ${a.evr}, which hides the newer ${o.evr} of ${r.file}; update it, or take it out`,at:e.key.origin})}function mn(e,t){return Re(Ie(e),Ie(t))<0}const L={"manifest.yaml":`packages: [bash]
`},hn={id:`lockfile-schema`,severity:`error`,title:`a lock file rpm-ostree cannot read, or reads otherwise`,rationale:`A lock file is {packages: {NAME: {evr or evra, digest?, metadata?}}, metadata?: {generated?, rpmmd_repos?}}, with no other keys, and versions and digests are texts: 1.0 without quotes is a number. evra is split at its last dot, whatever stands behind it: a forgotten architecture makes one of the dist tag. Of a name that is there twice the last counts in silence.`,bad:[k({...L,"manifest-lock.overrides.yaml":`packages:
  bash:
    evr: 5.2-1.el9
    evra: 5.2-1.el9.x86_64
`},`manifest-lock.overrides.yaml:2`),k({...L,"manifest-lock.overrides.yaml":`packages:
  bash:
    evr: 1.0
`},`manifest-lock.overrides.yaml:3`),k({...L,"manifest-lock.overrides.yaml":`packages:
  bash:
    evra: 5.2-1.el9
`},`manifest-lock.overrides.yaml:3`),k({...L,"manifest-lock.x86_64.json":`{"packages": {"bash": {"evra": "5-1.x86_64"}, "bash": {"evra": "5-2.x86_64"}}}
`},`manifest-lock.x86_64.json:1`),k({...L,"manifest-lock.overrides.yaml":`packages: {}
reason: none
`},`manifest-lock.overrides.yaml:2`),k({...L,"manifest-lock.overrides.yaml":`metadata: {}
`},`manifest-lock.overrides.yaml`),k({...L,"manifest-lock.x86_64.json":`{"packages": {
`},`manifest-lock.x86_64.json:2`),k({...L,"manifest-lock.overrides.yaml":`packages: {}
metadata:
  foo: 1
`},`manifest-lock.overrides.yaml:3`),k({...L,"manifest-lock.overrides.yaml":`packages:
  bash:
    evr: 5.2-1.el9
    digest: 7
`},`manifest-lock.overrides.yaml:4`),k({...L,"manifest-lock.overrides.yaml":`packages:
  bash:
    evr: 5.2-1.el9
    metadata: pinned
`},`manifest-lock.overrides.yaml:3`),k({...L,"manifest-lock.overrides.yaml":`packages: {}
metadata:
  generated: today
`},`manifest-lock.overrides.yaml:3`)],good:[k({...L,"manifest-lock.x86_64.json":`{"packages": {"bash": {"evra": "5-1.x86_64", "digest": "sha256:aa"}}, "metadata": {"generated": "2026-01-01T00:00:00Z", "rpmmd_repos": {"r": {"generated": "2026-01-01T00:00:00Z"}}}}
`}),k({...L,"manifest-lock.overrides.yaml":`packages:
  bash:
    evr: 5.2-1.el9
    metadata: {type: pin, reason: https://example.com/1}
`})],check:({tree:e},t)=>{for(let n of nn(e)){if(n.error!==void 0){t(n.error);continue}let e=!1,r=n=>{e||=(n.severity??`error`)===`error`,t(n)};R(A(n.root),[`packages`,`metadata`],r);let i=j(n.root,`metadata`);R(A(i),[`generated`,`rpmmd_repos`],r);for(let{value:e}of A(j(i,`rpmmd_repos`)))R(A(e),[`generated`],r);let a=j(n.root,`packages`);if(a?.entries===void 0){r({message:`found no mapping packages:, which has to be there, if only as {}`,at:a?.origin??{file:n.file}});continue}let o=/* @__PURE__ */ new Map;for(let e of n.packages){let t=o.get(e.name);t!==void 0&&r({message:`found ${e.name} again, which line ${t} has already: the last one counts, in silence`,at:e.key.origin,severity:`warning`}),o.set(e.name,e.key.origin.line),gn(e,n,r)}let s=e?void 0:on(n);s!==void 0&&r(s)}}};function R(e,t,n){for(let{name:r,key:i}of e)t.includes(r)||n({message:`found the key ${r}, expected ${t.join(`, `)}: rpm-ostree refuses any other`,at:i.origin})}function gn(e,t,n){R(A(e.value),[`evr`,`evra`,`digest`,`metadata`],n);let r=[`evr`,`evra`].flatMap(t=>j(e.value,t)??[]),[i]=r;if(i===void 0||r.length>1){n({message:`${e.name}: found ${i===void 0?`neither evr nor evra`:`evr and evra`}, expected one of the two`,at:e.key.origin});return}for(let[t,r]of[[``,i],[`digest: `,j(e.value,`digest`)]])r!==void 0&&typeof r.scalar!=`string`&&(r===i||r.scalar!==null)&&n({message:`${e.name}: ${t}found ${r.source??`no text`}, which is no text; write it in double quotes`,at:r.origin});if(e.evra===void 0)return;let a=D(e),o=t.arch===void 0?y:[t.arch];a===void 0?n({message:`${e.name}: found ${e.evra}, expected .${o[0]??``} or .noarch at its end`,at:i.origin}):a.arch!==`noarch`&&!o.some(e=>e===a.arch)&&n({message:`${e.name}: found the architecture ${a.arch??``} in ${e.evra}, expected ${o.join(`, `)} or noarch; write evr without one`,at:i.origin,severity:`warning`})}const _n=`a submodule that is not checked out`,vn="give `submodules: recursive` to actions/checkout, or run `git submodule update --init --recursive`";function yn({tree:e,submodules:t,isTemplate:n},r){let i=t.find(e=>r.startsWith(`${e}/`));if(i!==void 0&&e.names(i).length===0)return{kind:`submodule`,directory:i};let[a=``]=r.split(`/`);if(!(!r.includes(`/`)||e.names(a).length>0))return n?{kind:`base`,directory:a}:void 0}const bn={id:`missing-include`,severity:`error`,title:`an included file that is not there`,rationale:`rpm-ostree opens only what the architecture and the variables of a build ask for, so that a file missing on another architecture is noticed by that build alone. It never says which file includes the missing one. Files outside of the configuration are refused: nothing there belongs to a build.`,bad:[k({"manifest.yaml":`include:
  - gone.yaml
`},`manifest.yaml:2`),k({"manifest.yaml":`arch-include:
  s390x: gone.yaml
`},`manifest.yaml:2`,{arches:[`x86_64`]}),k({"manifest.yaml":`include: ../outside.yaml
`},`manifest.yaml:1`)],good:[k({"manifest.yaml":`include:
  - there.yaml
`,"there.yaml":`packages: [bash]
`})],check:(e,t)=>{let n=/* @__PURE__ */ new Set,r=/* @__PURE__ */ new Set;for(let i of e.variants)for(let{kind:a,path:o,origin:s}of i.walk.problems){if(a!==`missing`&&a!==`outside`)continue;n.add(`${s.file}:${s.line}:${o}`);let c=a===`missing`?Cn(e,o):void 0;c===void 0?t({message:Sn(e,a,o),at:s,in:i}):(r.has(c.message)||t({...c,at:s}),r.add(c.message))}for(let r of e.includes){let{kind:i}=e.tree.locate(r.path),a=`${r.origin.file}:${r.origin.line}:${r.path}`;i===`inside`||n.has(a)||(i!==`missing`||Cn(e,r.path)===void 0)&&t({message:`${Sn(e,i,r.path)}${xn(r)}`,at:r.origin,severity:i===`outside`?`error`:`warning`})}}};function xn({arch:e}){return e===void 0?`; no variant looked at includes it, the build of another one would fail`:`; only a build for ${e} would fail`}function Sn({tree:e},t,n){if(t===`outside`)return`found an include of ${n}, which is outside of the configuration; everything a manifest names has to be inside`;let r=[S.dirname(n),`manifests`,`fedora-coreos-config/manifests`,`.`].flatMap(e=>[S.join(e,me(n)),S.join(e,`manifests`,me(n))]).find(t=>t!==n&&e.isFile(t));return`found an include of ${n}, which is not there${r===void 0?`; correct the path, or add the file`:`; there is ${r}`}`}function Cn(e,t){let n=yn(e,t);if(n===void 0)return;let{kind:r,directory:i}=n;return r===`submodule`?{message:`${i}/ is ${_n}, so nothing of it was looked at; ${vn}`,severity:`warning`}:{message:`${i}/ is not here: it is the base the build fetches, so nothing of it was looked at; lint what render --out DIR writes to have both looked at`,severity:`info`}}const z=`refuses the file`,wn={variables:{since:`2022.3`,before:z},"conditional-include":{since:`2022.3`,before:z},metadata:{since:`2022.13`,before:z},repovars:{since:`2022.16`,before:z},"selinux-label-version":{since:`2023.9`,before:z},edition:{since:`2024.9`,before:z},"ignore-devices":{since:`2024.9`,before:z},sysusers:{since:`2025.9`,before:z},"advisories-metadata":{since:`2025.11`,before:z},"no-initramfs":{since:`2026.1`,before:z}},Tn={id:`needs-rpm-ostree`,severity:`error`,title:`something the rpm-ostree of the assembler is too old for`,rationale:`Manifests are read as rpm-ostree v2026.2 reads them. An older one, in an older assembler, refuses keys it does not know, or does something else. The version is given with --rpm-ostree, and a build takes that of the assembler it has pulled; without one this rule is silent.`,bad:[{...O(`no-initramfs: true
`,1),rpmOstree:`2024.8`},{...O(`conditional-include:
  - if: basearch == "x86_64"
    include:
      packages: [bash]
`,4),rpmOstree:`2024.8`},k({"manifest.yaml":`include: a.ks
`,"a.ks":`%packages
bash
%end
`},`manifest.yaml:1`,{rpmOstree:`2024.8`}),k({"manifest.yaml":`repos: [r]
`,"finalize.d/01-a":{text:`#!/bin/sh
`,executable:!0}},`finalize.d`,{rpmOstree:`2024.8`})],good:[k({"manifest.yaml":`repos: [r]
`,"finalize.d/01-a":{text:`#!/bin/sh
`,executable:!0}},void 0,{rpmOstree:`2024.9`}),{...O(`no-initramfs: true
repos: [r]
`),rpmOstree:`2026.1`},k({"manifest.yaml":`repos: [r]
conditional-include:
  - if: basearch == "x86_64"
    include: a.yaml
`,"a.yaml":``},void 0,{rpmOstree:`2022.3`})],check:(e,t)=>{let{treefiles:n,includes:r,variants:i,rpmOstree:a}=e;if(a===void 0)return;let o=(e,{since:n,before:r},i)=>{ne(a,n)&&t({message:`${e} needs rpm-ostree ${n}, the assembler has ${a}, which ${r}; take a newer assembler-image, or do without`,at:i})};for(let e of n.values()){for(let{name:t,key:n}of e.entries){let e=wn[d[t]??t];e!==void 0&&o(t,e,n.origin)}En(e,o)}if(ne(a,`2024.9`))for(let n of xt(e))t({message:`finalize.d needs rpm-ostree 2024.9, the assembler has ${a}, which runs nothing of it; take a newer assembler-image, or write postprocess`,at:{file:n},severity:`warning`});for(let{path:e,origin:t}of r)e.endsWith(`.ks`)&&o(`a kickstart file`,{since:`2024.9`,before:`reads it as JSON`},t);for(let e of i){let[n]=e.walk.contributions;n!==void 0&&!e.merged.keys().has(`repos`)&&ne(a,`2024.9`)&&t({message:`a manifest without repos needs rpm-ostree 2024.9, the assembler has ${a}; list the repositories`,at:{file:e.variant.entry},severity:`warning`,in:e})}}};function En(e,t){for(let{name:n,value:r}of e.entries)n===`include`&&r.items!==void 0&&t(`a list under include`,{since:`2019.5`,before:z},r.origin);for(let{include:n}of P(e)){let[e]=A(n);e!==void 0&&t(`a treefile written inside a condition`,{since:`2025.8`,before:z},e.key.origin)}}const Dn={passwd:7,group:4};function On(e,t,n){let r=[],i=[];for(let[a,o]of e.split(/\r?\n/).entries()){if(/^\s*(#|$)/.test(o))continue;let e=a+1,s=(t,n=`error`)=>{i.push({line:e,message:t,severity:n})},c=o.split(`:`),[l=``,,u=``,d=``]=c;if(c.length!==Dn[t]||l===``||!/^\d{1,10}$/.test(u)){s(`found ${JSON.stringify(o.slice(0,60))}, expected ${Dn[t]} fields with : between, the third a number`);continue}let f=Number(u),p=r.find(e=>e.name===l),m=r.find(e=>e.id===f);p===void 0?m!==void 0&&s(`found the number ${f} for ${l}, which line ${m.line} gives to ${m.name}`,t===`passwd`?`error`:`warning`):s(`found ${l} again, which line ${p.line} has already`),t===`passwd`&&n!==void 0&&!n.has(Number(d))&&s(`found the group number ${d} of ${l}, which the group file does not have; add the group, unless a package makes it`,`info`),r.push({name:l,id:f,line:e})}let a=kn(r);if(a!==void 0){let e=`${a.name} is out of order: the file is sorted neither by name nor by number, so that merges collide`;i.push({line:a.line,message:e,severity:`info`})}return{accounts:r,problems:i}}function kn(e){let t=t=>e.find((n,r)=>{let i=e[r-1];return i!==void 0&&!t(i,n)});return t((e,t)=>e.name<=t.name)===void 0?void 0:t((e,t)=>e.id<=t.id)}const B=`check-passwd: {type: file, filename: passwd}
check-groups: {type: file, filename: group}
`,An={id:`passwd-pairing`,severity:`error`,title:`passwd and group files that do not go together`,rationale:`While preserve-passwd holds, check-passwd and check-groups have to come from files both or not at all. Names and numbers have to be unique, and the group of every user has to be in the other file: what is wrong there shows as changed ids on hosts that update.`,bad:[k({"manifest.yaml":`check-passwd: {type: file, filename: passwd}
`,passwd:``},`manifest.yaml:1`),k({"manifest.yaml":B,passwd:`root:x:0:0:root:/root:/bin/bash
vdsm:x:0:0::/:/sbin/nologin
`,group:`root:x:0:
`},`passwd:2`),k({"manifest.yaml":B,passwd:`vdsm:x:36:36::/:/sbin/nologin
`,group:`root:x:0:
`},`passwd:1`),k({"manifest.yaml":B,passwd:`root
`,group:`root:x:0:
`},`passwd:1`)],good:[k({"manifest.yaml":B,passwd:`root:x:0:0:root:/root:/bin/bash
`,group:`root:x:0:
`})],check:({variants:e,tree:t},n)=>{for(let r of e){let e=e=>{let t=r.merged.setting(e);if(t===void 0||M(j(t.winner.value,`type`))!==`file`)return;let n=M(j(t.winner.value,`filename`));return n===void 0?void 0:{path:S.join(S.dirname(t.winner.file),n)}},i=e(`check-passwd`),a=e(`check-groups`),o=r.merged.setting(`preserve-passwd`)?.winner.value.scalar!==!1,s=r.merged.setting(`container`)?.winner.value.scalar===!0;for(let[e,t,c,l]of[[i,a,`check-passwd`,`check-groups`],[a,i,`check-groups`,`check-passwd`]]){let i=r.merged.setting(c);o&&!s&&e!==void 0&&t===void 0&&i!==void 0&&n({message:`${c} comes from a file and ${l} does not, which the compose refuses; give ${l} type: file as well`,at:i.winner.key.origin,in:r})}for(let e of[i,a]){let r=e===void 0?void 0:t.read(e.path);if(e===void 0||r===void 0)continue;let o=a===void 0?void 0:t.read(a.path),s=e===i&&o!==void 0?new Set(On(o,`group`).accounts.map(({id:e})=>e)):void 0;for(let{line:t,message:a,severity:o}of On(r,e===i?`passwd`:`group`,s).problems)n({message:a,at:{file:e.path,line:t},severity:o})}}}},jn={id:`postprocess-hygiene`,severity:`warning`,title:`a script that may fail without being noticed`,rationale:`Scripts are executed directly, so the first line has to name an interpreter. Without set -e the script goes on behind a command that failed, and the build counts as good. There is no network where they run. Under sh only what POSIX has is sure to work. A pipe counts as good when only its last command is, unless pipefail is set. In a container build there is no /usr/etc but what a script makes, and /etc is what ends up on the host. What is temporary stays for ever when nothing tells what it waits for.`,bad:[O(`postprocess:
  - |
    rm /usr/share/a
`,2),O(`postprocess:
  - |
    #!/bin/bash
    rm /usr/share/a
    rm /usr/share/b
`,2),O(`postprocess:
  - |
    #!/bin/bash
    set -e
    curl -O https://example.com/a
`,5),O(`postprocess:
  - |
    #!/bin/sh
    set -e
    if [[ -e /a ]]; then rm /a; fi
`,5),O(`postprocess:
  - |
    #!/bin/bash
    set -e
    cat > /etc/a <<EOF
    b
`,2),O(`postprocess:
  - |
    #!/bin/bash
    set -eu
    cat /etc/a | sort > /etc/b
`,5),O(`metadata: {build_with_buildah: true}
postprocess:
  - |
    #!/bin/bash
    set -e
    echo a > /usr/etc/b
`,6),O(`postprocess:
  - |
    #!/bin/bash
    set -e
    # Temporary hack
    rm /usr/lib/a
`,5)],good:[O(`metadata: {build_with_buildah: true}
postprocess:
  - |
    #!/bin/bash
    set -e
    if [ -f /run/.containerenv ]; then rm /etc/b; else rm /usr/etc/b; fi
`),O(`postprocess:
  # https://example.com/issues/1
  - |
    #!/bin/bash
    set -e
    # Temporary hack
    rm /usr/lib/a || true
    sed -i "s | a | b |" /usr/etc/a
`),O(`postprocess:
  - |
    #!/bin/bash
    set -euo pipefail
    # workaround for RHEL-1234
    cat /etc/a | sort > /etc/b
`),O(`postprocess:
  - |
    #!/usr/bin/env bash
    set -xeuo pipefail
    cat > /usr/share/a <<EOF
    curl https://example.com
    EOF
`),O(`postprocess:
  - |
    #!/bin/sh
    systemctl mask dnsmasq.service
`)],check:(e,t)=>{let{treefiles:n,variants:r}=e,i=r.some(t=>yt(e,t)!==void 0);for(let e of n.values())for(let n of Nn(e)){if(typeof n.scalar!=`string`)continue;let r=[...Pn(n.scalar,i),...Ln(n.scalar,Rn(e,n.origin.line))];for(let{message:i,line:a,severity:o}of r)t({message:i,at:Mn(e,n,a),...o===void 0?{}:{severity:o}})}}};function Mn(e,{origin:t},n){let r=e.text.split(`
`,t.line)[t.line-1]??``;return n>0&&/\|[+-]?\s*(?:#.*)?$/.test(r)?{file:e.path,line:t.line+1+n}:t}function Nn(e){let t=P(e).flatMap(({include:e})=>A(e));return[...e.entries,...t].filter(({name:e})=>e===`postprocess`).flatMap(({value:e})=>[...e.items??[]])}function Pn(e,t){let n=[],[r=``]=e.split(`
`),i=/^#!\s*(\S+)(?:\s+(?:-S\s+)?(\S+))?/.exec(r);if(i===null)return n.push({message:`the script starts with ${JSON.stringify(r.slice(0,40))}, expected #! and an interpreter: it is executed directly`,line:0}),n;let a=(i[1]?.endsWith(`/env`)===!0?i[2]:i[1])?.split(`/`).at(-1)??``;if(![`bash`,`sh`,`dash`,`ash`].includes(a))return n;let{commands:o,open:s}=zn(e),c=o.filter(({text:e})=>!/^\s*(#|$)/.test(e));s!==void 0&&n.push({message:`the here-document <<${s} has no line ${s} that ends it`,line:0,severity:`error`});let l=/\bset\s+(?:-o\s+\w+\s+)*-[a-z]*e|\bset\s+-o\s+errexit/.test(e)||/^#!.*\s-[a-z]*e\b/.test(r),u=c.some(({text:e})=>/\bexit\s+[1-9]/.test(e));!l&&!u&&c.length>1&&n.push({message:`the script has several commands and no set -e: it goes on behind one that fails; begin it with set -euo pipefail`,line:0});let d=c.find(({text:e})=>/\s\|\s/.test(e.replaceAll(/"(?:\\.|[^"\\])*"|'[^']*'/g,`""`)));a===`bash`&&l&&d!==void 0&&!/\bpipefail\b/.test(e)&&n.push({message:`line ${d.line+1} of the script has a pipe, of which only the last command counts for set -e; write set -euo pipefail`,line:d.line,severity:`info`});let f=/\.containerenv\b|-[de]\s+\/?usr\/etc\b/.test(e),p=t&&!f?c.find(({text:e})=>/(?<![\w.])\/?usr\/etc\b/.test(e)):void 0;p!==void 0&&n.push({message:`line ${p.line+1} of the script names /usr/etc, which a container build has not; write /etc`,line:p.line,severity:`info`});for(let{text:e,line:r}of c){let i=/(?:^|[;&|(]\s*|\b(?:then|do|else|sudo)\s+)(curl|wget|dnf|yum|microdnf|git\s+clone|pip3?\s+install)\b/.exec(e.trim())?.[1];!t&&i!==void 0&&!/\bdnf\s+(?:config-manager|mark)\b/.test(e)&&n.push({message:`line ${r+1} of the script calls ${i}, but there is no network where it runs`,line:r}),a!==`bash`&&/\[\[|\bfunction\s+\w+|<<<|\bsource\s|^\s*\w+=\(/.test(e)&&n.push({message:`line ${r+1} of the script is bash, but it runs under ${a}; begin it with #!/usr/bin/env bash`,line:r})}return n}const Fn=/^\s*#(?!!).*\b(?:temporary|temporarily|hack|work-?around)\b/i,In=/https?:\/\/|#\d+|\b(?:rhbz|bz|bug)\W{0,2}\d+|\b[A-Z][A-Z0-9]+-\d+\b/;function Ln(e,t){return In.test(e)||In.test(t)?[]:e.split(`
`).flatMap((e,t)=>Fn.test(e)?[{message:`line ${t+1} of the script says that something is temporary, and not what it waits for; name the issue`,line:t,severity:`info`}]:[])}function Rn(e,t){let n=e.text.split(`
`).slice(0,t-1),r=n.findLastIndex(e=>!/^\s*#/.test(e))+1;return n.slice(r).join(`
`)}function zn(e){let t=[],n=[];for(let[r,i]of e.split(`
`).entries()){let[e]=n;if(e!==void 0)(e.tabs?i.replace(/^\t+/,``):i)===e.word&&(n=n.slice(1));else if(t.push({text:i,line:r}),!/^\s*#/.test(i))for(let[,e,,t=``]of i.matchAll(/(?<![<(\d])<<(-?)\s*(["']?)([A-Za-z_]\w*)\2/g))n.push({word:t,tabs:e===`-`})}return{commands:t,open:n[0]?.word}}const Bn={id:`postprocess-order`,severity:`info`,title:`scripts of two includes that run the other way round`,rationale:`Lists of included files come before those of the including one, and the last include comes first: of include: [A, B] the scripts of B run before those of A. A script that needs a file another one makes has to be below it in that order.`,bad:[k({"manifest.yaml":`include:
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
`},`b.yaml:2`)],good:[k({"manifest.yaml":`include:
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
`})],check:({variants:e},t)=>{for(let n of e){let e=n.merged.items(`postprocess`).map(({node:e,file:t})=>{let n=typeof e.scalar==`string`?e.scalar:``;return{origin:e.origin,file:t,makes:Vn(n),text:n}}),r=/* @__PURE__ */ new Map;for(let[t,{makes:n}]of e.entries())for(let e of n)r.has(e)||r.set(e,t);for(let[i,a]of e.entries()){let o=Hn(a.text).map(e=>({path:e,maker:r.get(e)})).find(({maker:t})=>t!==void 0&&t>i&&e[t]?.file!==a.file),s=o?.maker===void 0?void 0:e[o.maker];o!==void 0&&s!==void 0&&t({message:`uses ${o.path}, which the script at ${s.file}:${s.origin.line} makes, but that one runs later: scripts of the last include run first`,at:a.origin,in:n})}}}};function Vn(e){let t=/* @__PURE__ */ new Set;for(let n of e.split(`
`)){if(/^\s*#/.test(n))continue;let e=[...n.matchAll(/\b(?:mkdir|touch)\s+(?:-\S+\s+)*(\/(?:usr|etc)\/[\w./-]+)/g),...n.matchAll(/(?<![>\d])>\s*(\/(?:usr|etc)\/[\w./-]+)/g)];for(let[,n=``]of e)t.add(n.replace(/\/+$/,``))}return[...t].filter(e=>e.split(`/`).length>3&&!e.endsWith(`/os-release`))}function Hn(e){let t=/* @__PURE__ */ new Set;for(let n of e.split(`
`))if(!/^\s*#/.test(n))for(let[e]of n.matchAll(/\/(?:usr|etc)\/[\w.+@-]+(?:\/[\w.+@-]+)*/g))for(let n=e;n.split(`/`).length>3;n=n.slice(0,n.lastIndexOf(`/`)))t.add(n);return[...t]}const Un={id:`postprocess-script-mode`,severity:`error`,title:`a postprocess-script that is not executable`,rationale:`The compose refuses it: the file itself is executed. git records the bit: git update-index --chmod=+x FILE.`,bad:[k({"manifest.yaml":`postprocess-script: post.sh
`,"post.sh":`#!/bin/sh
`},`manifest.yaml:1`)],good:[k({"manifest.yaml":`postprocess-script: post.sh
`,"post.sh":{text:`#!/bin/sh
`,executable:!0}})],check:({treefiles:e,tree:t},n)=>{for(let{path:r,entries:i}of e.values())for(let{name:e,value:a}of i){let i=e===`postprocess-script`?M(a):void 0;if(i===void 0||i.startsWith(`/`))continue;let o=S.join(S.dirname(r),i),s=t.mode(o);s===void 0?n({message:`found ${i}, but there is no file ${o}; scripts are beside the manifest that names them`,at:a.origin}):s&73||n({message:`found ${i}, which is not executable; git update-index --chmod=+x ${o}`,at:a.origin})}}},Wn={id:`remove-from-packages`,severity:`warning`,title:`an entry of remove-from-packages that fails or removes something else`,rationale:`An entry is [name, pattern…]: the exact name of a package, then regular expressions that are searched for anywhere in the path of each of its files. They are no shell patterns: /usr/bin/* matches every path with /usr/bin in it. A wrong expression makes the compose fail without saying which, an empty entry makes it crash. That nothing brings in a package is passed over in silence, by rpm-ostree and here: most of those named are needed by another, which only the solver knows.`,bad:[O(`remove-from-packages:
  - [grub2-tools, "/etc/(default"]
`,2),O(`remove-from-packages:
  - []
`,2),O(`remove-from-packages:
  - [grub2-tools, "/usr/bin/*"]
`,2),O(`remove-from-packages:
  - [grub2-tools]
`,2)],good:[k({"manifest.yaml":`packages: [grub2-tools]
remove-from-packages:
  - [grub2-tools, "/etc/default/grub", "/usr/share/.*"]
`})],check:({treefiles:e},t)=>{for(let{entries:n}of e.values())for(let{name:e,value:r}of n)if(e===`remove-from-packages`)for(let e of r.items??[]){let[n,...r]=e.items??[],i=e.origin;if(e.items===void 0)continue;let a=M(n)??``;if(n===void 0)t({message:`remove-from-packages: found an empty entry, expected [name, pattern…]: rpm-ostree crashes on it`,at:i,severity:`error`});else{(F(a).length>1||/[*?]/.test(a))&&t({message:`remove-from-packages: found ${JSON.stringify(a)}, expected the exact name of one package`,at:i}),r.length===0&&t({message:`remove-from-packages: found no pattern behind ${a}, so nothing is removed; add one, or take the entry out`,at:i});for(let e of r){let n=M(e)??``,r=Gn(n);r!==void 0&&t({message:`remove-from-packages: found ${JSON.stringify(n)}, ${r.text}`,at:e.origin,severity:r.severity})}}}}};function Gn(e){try{RegExp(e.replaceAll(/\(\?[imsx]+\)|\(\?P(?=<)|\\[AzZhHvVRK]|(?<=[*+?}])\+/g,``))}catch{return{text:`which is no regular expression: the compose fails without naming it`,severity:`error`}}if(/^\*|\/\*|(?<![\\.\])}\w])\*$/.test(e))return{text:`which is a regular expression and not a shell pattern; write .* for any text`,severity:`warning`};if(/^\^?\/?\.\*\$?$/.test(e))return{text:`which removes every file of the package; exclude the package, if nothing needs it`,severity:`info`}}const Kn={id:`repo-packages-problem`,severity:`warning`,title:`an entry of repo-packages that fails or does nothing`,rationale:`repo-packages takes names (and name-version forms) only: no version queries, provides, paths or patterns. A package of a later entry is taken out of earlier ones, and the including file is the latest; the same package twice in one file is not tidied. The repository has to be under repos as well.`,bad:[O(`repos: [r]
repo-packages:
  - repo: r
    packages:
      - "'kernel = 6.9'"
`,5),O(`repos: [r]
repo-packages:
  - repo: r
    packages: [a]
  - repo: r
    packages: [a]
`,4),k({"manifest.yaml":`repos: [r]
repo-packages:
  - repo: s
    packages: [a]
`,"r.repo":`[r]
name=R
baseurl=https://example.com/r
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/KEY
`},`manifest.yaml:3`),k({"manifest.yaml":`include: a.yaml
repos: [r]
repo-packages:
  - repo: r
    packages: [a]
`,"a.yaml":`repo-packages:
  - repo: r
    packages: [a]
`},`a.yaml:3`)],good:[O(`repos: [r]
repo-packages:
  - repo: r
    packages: [kernel, kernel-core]
`)],check:({treefiles:e,variants:t},n)=>{for(let t of e.values()){let e=/* @__PURE__ */ new Map;for(let{entry:r,inline:i}of Jn(t).toReversed())for(let{text:t,origin:a}of N(j(r,`packages`)))for(let r of qn(t,i)){!(i&&/[\s']/.test(r))&&/[\s<>=()*?[/]/.test(r)&&n({message:`repo-packages: found ${JSON.stringify(r)}, expected the name of a package: version queries, provides, paths and patterns match nothing`,at:a,severity:`error`});let t=e.get(r);t===void 0?e.set(r,{line:a.line}):n({message:`repo-packages: found ${r}, which the entry at line ${t.line} has as well; keep one of the two`,at:a})}}for(let e of t){let t=new Set(e.merged.strings(`repos`).map(({text:e})=>e)),r=/* @__PURE__ */ new Map;for(let{node:i,file:a,inline:o}of e.merged.items(`repo-packages`).toReversed()){let s=j(i,`repo`),c=M(s);s!==void 0&&c!==void 0&&t.size>0&&!t.has(c)&&n({message:`repo-packages: found the repository ${c}, which is not under repos; list it there`,at:s.origin,severity:`error`,in:e});for(let{text:t,origin:s}of N(j(i,`packages`)))for(let i of qn(t,o)){let t=r.get(i);t===void 0?r.set(i,{file:a,line:s.line}):t.file!==a&&n({message:`repo-packages: ${i} has no effect here: ${t.file}:${t.line} takes it`,at:s,severity:`info`,in:e})}}}}};function qn(e,t){return t?[e]:F(e)}function Jn(e){let t=(e,t)=>e.filter(({name:e})=>e===`repo-packages`).flatMap(({value:e})=>(e.items??[]).map(e=>({entry:e,inline:t}))),n=P(e).flatMap(({include:e})=>A(e));return[...t(e.entries,!1),...t(n,!0)]}function Yn(e,t){let n=e=>[e,...Array.from({length:t.length},()=>0)],r=[],i=Array.from({length:t.length+1},(e,t)=>t);for(let a=1;a<=e.length;a+=1){let o=n(a);for(let n=1;n<=t.length;n+=1){let s=e[a-1]===t[n-1],c=a>1&&n>1&&e[a-1]===t[n-2]&&e[a-2]===t[n-1];o[n]=Math.min((i[n]??0)+1,(o[n-1]??0)+1,(i[n-1]??0)+ +!s,c?(r[n-2]??0)+1:1/0)}r=i,i=o}return i[t.length]??0}function Xn(e,t){let n=e.toLowerCase(),r=Math.max(2,Math.floor(e.length/3));return t.flatMap(e=>{let t=e.toLowerCase(),i=Yn(n,t),a=Zn(n,t)||Zn(t,n);return i<=r||a?[{name:e,distance:a?Math.min(i,r):i}]:[]}).sort((e,t)=>e.distance-t.distance||e.name.localeCompare(t.name)).slice(0,3).map(({name:e})=>e)}function Zn(e,t){return e!==``&&t.split(/[-/_]/).includes(e)}function V(e,t){return e.length>64?[]:Xn(e,t.slice(0,2e3).filter(e=>e.length<=64))}const Qn=/* @__PURE__ */ new WeakMap;function $n(e,t=`.`){let n=Qn.get(e)??/* @__PURE__ */ new Map;Qn.set(e,n);let r=n.get(t)??er(e,t);return n.set(t,r),r}function er(e,t){return e.names(t).filter(e=>e.endsWith(`.repo`)).flatMap(n=>{let r=S.join(t,n);return He(e.read(r)??``).map(e=>({...e,file:r}))})}function tr(e,t){return(e.lines.get(t)?.[0]??e.line)+1}const nr=/^(?:E?NOEXIST|does-?not-?exist)/i,H=`[baseos]
name=BaseOS
baseurl=https://example.com/baseos
gpgcheck=1
gpgkey=file:///etc/pki/rpm-gpg/KEY
`,rr={id:`repo-undefined`,severity:`error`,title:`a repository no .repo file defines`,rationale:`Ids under repos, lockfile-repos and repo-packages have to be in a .repo file right beside the manifest that is built; one beside an included manifest is not read. Where they come from a private checkout, name them under lint: repos: of the settings file.`,bad:[k({"manifest.yaml":`repos:
  - baseos
  - appstream
`,"c9s.repo":H},`manifest.yaml:3`),k({"manifest.yaml":`include: base/a.yaml
repos:
  - baseos
`,"base/a.yaml":``,"base/c9s.repo":H,"own.repo":H.replace(`[baseos]`,`[own]`)},`manifest.yaml:3`)],good:[k({"manifest.yaml":`repos:
  - baseos
`,"c9s.repo":H})],check:(e,t)=>{let{variants:n,openRepos:r,tree:i}=e,a=/* @__PURE__ */ new Set([...$n(i).map(({id:e})=>e),...e.knownRepos]);if(!(r||a.size===0))for(let r of n){let n=ir(r),[i]=n,o=n.every(({id:t})=>!a.has(t)&&ar(e,t)===void 0);if(i!==void 0&&o&&r.variant.entry!==`manifest.yaml`)t({message:`no .repo file here defines any of the repositories of ${r.variant.entry}, so they were not looked at; name them under lint: repos: of the settings when they are defined elsewhere`,at:i.origin,severity:`info`,in:r});else for(let{id:i,origin:o}of n){if(a.has(i)||nr.test(i))continue;let n=ar(e,i),s=V(i,[...a]);t({message:n===void 0?`found the repository ${i}, which no .repo file beside the manifest defines${s.length>0?`; did you mean ${s.join(`, `)}?`:`; add one, or name it under lint: repos: of the settings when it is defined elsewhere`}`:`found the repository ${i}, which only ${n} defines: .repo files beside an included manifest are not read; put it beside the manifest`,at:o,in:r})}}}};function ir({merged:e}){let t=[`repos`,`lockfile-repos`].flatMap(t=>e.strings(t).map(({text:e,origin:n})=>({id:e,origin:n,key:t}))),n=e.items(`repo-packages`).flatMap(({node:e})=>{let t=j(e,`repo`),n=M(t);return t===void 0||n===void 0?[]:[{id:n,origin:t.origin,key:`repo-packages`}]});return[...t,...n]}function ar({tree:e,treefiles:t},n){let r=new Set([...t.keys()].flatMap(e=>[S.dirname(e),S.dirname(S.dirname(e))]));r.delete(`.`);for(let t of r){let r=$n(e,t).find(e=>e.id===n);if(r!==void 0)return r.file}}const or={id:`requested-and-excluded`,severity:`error`,title:`a package that is asked for and excluded`,rationale:`exclude-packages takes names only, exactly as they are, and adds up over all includes; an including file cannot take an exclusion back. The solver fails an hour later with "is filtered out by exclude filtering", or does not find the package.`,bad:[k({"manifest.yaml":`include: base.yaml
packages:
  - python3
`,"base.yaml":`exclude-packages:
  - python3
`},`manifest.yaml:3`),O(`exclude-packages:
  - "perl-*"
`,2),O(`exclude-packages: [perl, perl]
`,1)],good:[O(`packages:
  - bash
exclude-packages:
  - perl
`)],check:({variants:e},t)=>{for(let n of e){let e=/* @__PURE__ */ new Map;for(let r of n.merged.strings(`exclude-packages`)){let i=e.get(r.text),a=cr(r.text);a===void 0?i===void 0?e.set(r.text,r):t({message:`exclude-packages: found ${r.text}, which ${i.origin.file}:${i.origin.line} excludes already`,at:r.origin,severity:`info`,in:n}):t({message:`exclude-packages: found ${JSON.stringify(r.text)}, ${a}; only the exact name of a package works`,at:r.origin,severity:`warning`,in:n})}for(let{text:r,origin:i}of n.merged.packages()){let a=sr(r).map(t=>e.get(t)).find(e=>e!==void 0);a!==void 0&&t({message:`found ${r}, which ${a.origin.file}:${a.origin.line} excludes: the solver will not find it; take it out of one of the two`,at:i,in:n})}}}};function sr(e){let[t=``]=e.split(/\s*[<>=]/),n=t.replace(/\.(?:noarch|x86_64|aarch64|ppc64le|s390x|i686)$/,``),r=/^(.+)-(?:\d+:)?\d[^-]*-[^-]*\d[^-]*$/.exec(n)?.[1];return[e,t,n,...r===void 0?[]:[r]]}function cr(e){return/\s/.test(e)?`with a blank in it`:/[*?[]/.test(e)?`a pattern`:/[<>=]/.test(e)?`with a version`:e.startsWith(`/`)?`a path`:/\.(?:noarch|x86_64|aarch64|ppc64le|s390x)$/.test(e)?`with an architecture`:void 0}const lr={metadata:`2022.14`,"repo-metadata":`2025.11`},ur={id:`setting-lost-on-include`,severity:`warning`,title:`a key that does not count in an included file`,rationale:`platform-module is dropped when an included file sets it, and has had no effect at all since modularity was removed. metadata and repo-metadata were dropped so by rpm-ostree before 2022.14 and 2025.11.`,bad:[k({"manifest.yaml":`include: a.yaml
`,"a.yaml":`platform-module: platform:el9
`},`a.yaml:1`),k({"manifest.yaml":`include: a.yaml
`,"a.yaml":`repo-metadata: disabled
`},`a.yaml:1`,{rpmOstree:`2025.5`})],good:[k({"manifest.yaml":`include: a.yaml
`,"a.yaml":`repo-metadata: disabled
`},void 0,{rpmOstree:`2025.11`})],check:({treefiles:e,entries:t,includes:n,rpmOstree:r},i)=>{let a=new Set(n.map(({path:e})=>e));for(let[n,o]of e)for(let{name:e,key:s}of o.entries){let o=lr[e];e===`platform-module`?i({message:`platform-module${t.includes(n)&&!a.has(n)?``:` of an included file is dropped, and`} has no effect since modularity was removed; take it out`,at:s.origin}):o!==void 0&&r!==void 0&&a.has(n)&&ne(r,o)&&i({message:`${e} of an included file is dropped by rpm-ostree ${r}, which merges it since ${o}; move it into the manifest itself`,at:s.origin})}}},dr={id:`shadowed-scalar`,severity:`info`,title:`a value that another file hides`,rationale:`Of a key with one value, and of each entry of a map, the including file wins over the included one, and the first include over later ones. container-cmd, check-passwd and rojig are such keys, though they look like lists. That is the way to change a base; where it is not meant, the hidden value is a trap for who edits it. It is never more than an info, whether the values differ or not: to hide a value of the base is what most of them are for.`,bad:[k({"manifest.yaml":`include:
  - a.yaml
  - b.yaml
`,"a.yaml":`default-target: multi-user.target
`,"b.yaml":`default-target: graphical.target
`},`b.yaml:1`)],good:[k({"manifest.yaml":`include: a.yaml
`,"a.yaml":`default-target: multi-user.target
`}),k({"manifest.yaml":`include: a.yaml
`,"a.yaml":`include: b.yaml
`,"b.yaml":``})],check:({variants:e},t)=>{for(let n of e){let e=(e,r,i,a,o)=>{let s=JSON.stringify(f(r))===JSON.stringify(f(a));t({message:`${e} has no effect: ${o.file}:${o.line} comes first and says ${s?`the same`:`something else`}`,at:i,in:n})};for(let t of n.merged.keys())if(t!==`include`){if(ft(t)){let r=n.merged.setting(t);for(let{value:n,key:i}of r?.shadowed??[])r!==void 0&&r.winner.key.origin.file!==i.origin.file&&e(t,n,i.origin,r.winner.value,r.winner.key.origin)}else if(_[t]?.merge===`map`)for(let[r,{winner:i,shadowed:a}]of n.merged.map(t))for(let{value:n,key:o}of a)e(`${t}: ${r}`,n,o.origin,i.value,i.key.origin)}}}},fr={id:`treefile-refused`,severity:`error`,title:`rpm-ostree refuses the manifest`,rationale:`The words are rpm-ostree's own; the line is added, which rpm-ostree often does not tell. Nothing can be built before it is mended.`,bad:[O(`packages:
  - bash
selinux: maybe
`,3),k({"manifest.yaml":`include: more.yaml
`,"more.yaml":`packages: [bash
`},`more.yaml:2`)],good:[O(`packages:
  - bash
selinux: true
`)],check:({variants:e,treefiles:t},n)=>{for(let t of e)t.refusal!==void 0&&n({...t.refusal,in:t});for(let{error:e}of t.values())e!==void 0&&n(e)}},pr=/* @__PURE__ */ new Set([`stream`,`osversion`,`id`,`deriving`]),mr={id:`undefined-variable`,severity:`error`,title:`a condition on a variable that is not defined`,rationale:`A condition sees the variables of its own file, of the files that include it, and of what was included before; never those of its own includes or of later ones. rpm-ostree refuses an undefined variable without naming the file.`,bad:[k({"manifest.yaml":`conditional-include:
  - if: stream == "next"
    include: next.yaml
`,"next.yaml":`packages: [bash]
`},`manifest.yaml:2`),k({"manifest.yaml":`include: [a.yaml, b.yaml]
`,"a.yaml":`conditional-include:
  - if: prod == true
    include: c.yaml
`,"b.yaml":`variables: {prod: true}
`,"c.yaml":``},`a.yaml:2`)],good:[k({"manifest.yaml":`variables:
  stream: stable
conditional-include:
  - if: stream == "next"
    include: next.yaml
`,"next.yaml":`packages: [bash]
`})],check:(e,t)=>{for(let n of e.variants)for(let{condition:r,error:i}of n.walk.evaluated)i?.startsWith(`undefined variable`)===!0&&t({message:hr(r.name,e),at:r.origin,in:n})}};function hr(e,{treefiles:t}){let n=`found the variable ${e}, which nothing defines up to here`;for(let r of t.values())for(let{name:t,value:i}of r.entries){if(t===`releasever`&&e===`releasever`)return`${n}: ${r.path}:${i.origin.line} sets releasever, but comes later; set it in the manifest itself`;let a=t===`variables`?A(i).find(t=>t.name===e):void 0;if(a!==void 0)return`${n}: ${r.path}:${a.key.origin.line} does, but its file is included later; define it in this file or in one that includes it`}return pr.has(e)?`${n}: a container build hands it over, from a build-args*.conf; define it under variables:, or give it with --var ${e}=…`:`${n}; define it under variables: here or in a file that includes this one`}const gr={id:`units-machineid`,severity:`error`,title:`units with machineid-compat: false`,rationale:`The compose refuses units: when machineid-compat is false: without a machine id, units are enabled on first boot by presets. Put the units into a systemd preset of an overlay.`,bad:[O(`machineid-compat: false
units:
  - tuned.service
`,3)],good:[O(`machineid-compat: true
units:
  - tuned.service
`)],check:({variants:e},t)=>{for(let n of e){let e=n.merged.setting(`machineid-compat`);if(e?.winner.value.scalar!==!1)continue;let{file:r,key:i}=e.winner;for(let{text:e,origin:a}of n.merged.strings(`units`))t({message:`found ${e} under units, but ${r}:${i.origin.line} says machineid-compat: false; enable it with a preset of an overlay`,at:a,in:n})}}},_r=/* @__PURE__ */ new Set([...y,`i386`,`armhfp`,`ppc64`,`riscv64`,`loongarch64`]),vr={amd64:`x86_64`,"x86-64":`x86_64`,x64:`x86_64`,arm64:`aarch64`,ppc64el:`ppc64le`,powerpc64le:`ppc64le`,s390:`s390x`},yr={id:`unknown-arch-key`,severity:`warning`,title:`an architecture by a name rpm does not have`,rationale:`Architectures have rpm's names here: x86_64, aarch64, ppc64le, s390x. What is written under another name is dropped in silence on every machine.`,bad:[O(`packages-amd64:
  - grub2
`,1),O(`arch-include:
  arm64: []
`,2),O(`conditional-include:
  - if: basearch == "amd64"
    include: {packages: [grub2]}
`,2)],good:[O(`packages-x86_64:
  - grub2
packages-aarch64:
  - grub2
`)],check:({treefiles:e},t)=>{for(let n of e.values()){let e=n.entries.flatMap(({name:e,key:t,value:n})=>g(e)?[{arch:e.slice(9),at:t.origin}]:e===`arch-include`?A(n).map(e=>({arch:e.name,at:e.key.origin})):[]),r=P(n).flatMap(({conditions:e})=>e.flatMap(e=>`name`in e&&e.name===`basearch`&&typeof e.value==`string`?[{arch:e.value,at:e.origin}]:[]));for(let{arch:n,at:i}of[...e,...r]){if(_r.has(n))continue;let e=vr[n]??V(n,y)[0];t({message:`found the architecture ${JSON.stringify(n)}, which rpm calls otherwise or not at all; ${e===void 0?`expected one of ${y.join(`, `)}`:`did you mean ${e}?`}`,at:i})}}}},br={modules:`it was removed in v2024.7; name the packages themselves`,bootstrap_packages:`only bootstrap-packages is taken; packages does the same`,install_langs:`write install-langs`,"opt-usrlocal-overlays":`it was removed in v2024.4; write opt-usrlocal: state-overlay`,repo_metadata:`write repo-metadata`,"ex-jigdo-spec":`it was removed; rojig is what is left of it`,"override-replace-local-rpms":`it was removed; write override-replace-local`,"ignore-remove-users":`write ignore-removed-users`,"<<":`YAML merge keys are not applied; write the keys out, or include a file`},xr={"repo-packages":[`repo`,`packages`],"ex-override-replace":[`from`,`packages`],rojig:[`name`,`summary`,`license`,`description`],"check-passwd":[`type`,`filename`,`entries`],"check-groups":[`type`,`filename`,`entries`],"conditional-include":[`if`,`include`],initramfs:[`regenerate`,`etc`,`args`],custom:[`url`,`description`]},Sr={id:`unknown-key`,severity:`error`,title:`a key no treefile has`,rationale:`In YAML rpm-ostree refuses the file. In JSON, in inline bodies and inside structures it is silent: what the key was meant to do does not happen.`,bad:[O(`pakages:
  - bash
`,1),k({"manifest.yaml":`include: more.json
`,"more.json":`{"pakages": ["bash"]}
`},`more.json:1`),O(`rojig:
  name: node
  summary: s
  license: MIT
  sumary: t
`,5)],good:[O(`packages:
  - bash
packages-s390x:
  - s390utils-core
`)],check:({treefiles:e},t)=>{for(let n of e.values()){let e=n.format===`yaml`;for(let r of n.entries)v(r.name)||t({message:`found the key ${r.name}, which no treefile has${e?``:` and JSON does not refuse`}${Cr(r.name,Object.keys(_))}`,at:r.key.origin,severity:e?`error`:`warning`});for(let{entry:e,expected:r,parent:i}of wr(n))r.includes(e.name)||t({message:`found ${e.name} in ${i}, where rpm-ostree passes over it in silence${Cr(e.name,r)}`,at:e.key.origin,severity:`warning`})}}};function Cr(e,t){let n=br[e];if(n!==void 0)return`; ${n}`;let r=V(e,t);return r.length===0?`; take it out`:`; did you mean ${r.join(`, `)}?`}function wr(e){let t=P(e).flatMap(({include:e})=>A(e));return[...e.entries,...t].flatMap(({name:e,value:t})=>{let n=xr[e];return n===void 0?[]:(t.items??[t]).flatMap(t=>A(t).map(t=>({entry:t,expected:n,parent:e})))})}const Tr=/* @__PURE__ */ new Set([`ref`,`automatic-version-prefix`,`mutate-os-release`,`platform-module`]),Er=/* @__PURE__ */ new Set([`metadata`,`add-commit-metadata`,`rojig`]),Dr=/* @__PURE__ */ new Set([`postprocess`,`variables`,`conditional-include`,`include`,`arch-include`,`license`]),Or={id:`unresolved-substitution`,severity:`warning`,title:"a ${variable} that is not replaced",rationale:"Variables are put into ref, automatic-version-prefix, mutate-os-release, metadata, add-commit-metadata and rojig (not its license), and nowhere else. An unknown one stays as it is; in ref the compose aborts. Only ${name} is a variable, and a text whose first } comes before its first ${ is left alone.",bad:[O("ref: fedora/${basearch}/${stream}\n",1),O(`releasever: 9
mutate-os-release: "$releasever"
`,2),O(`variables: {a: b}
default-target: \${a}.target
`,2),O(`variables: {a: "x$y"}
`,1)],good:[k({"manifest.yaml":`variables: {stream: stable}
ref: fedora/\${basearch}/\${stream}
postprocess:
  - |
    #!/bin/sh
    echo \${HOME}
`})],check:({variants:e},t)=>{for(let n of e)for(let e of n.walk.contributions){let r=d[e.name]??e.name;if(e.name===`variables`&&jr(e,n,t),!(Dr.has(r)||_[r]===void 0)){if(Tr.has(r))kr(r,e.value,n,t);else if(Er.has(r))for(let{name:i,value:a}of A(e.value))i!==`license`&&kr(r,a,n,t);else Ar(r,e.value,n,t)}}}};function kr(e,t,n,r){if(typeof t.scalar!=`string`)return;let{scalar:i,origin:a}=t,o=(t,i)=>{r({message:`${e}: ${t}`,at:a,in:n,...i===void 0?{}:{severity:i}})},s=i.indexOf("${"),c=i.indexOf(`}`);if(s>=0&&c>=0&&c<s){o("found } before the first ${, so nothing of the text is replaced");return}for(let[,t=``]of i.matchAll(/\$\{([^}]*)\}/g))n.walk.variables.has(t)||o(`found \${${t}}, which no variable stands for${e===`ref`?`: the compose aborts`:``}; define it under variables:`,e===`ref`?`error`:void 0);let l=/\$([A-Za-z_]\w*)/.exec(i)?.[1];l!==void 0&&n.walk.variables.has(l)&&o(`found $${l}, which is no variable; write \${${l}}`)}function Ar(e,t,n,r){for(let{text:i,origin:a}of N(t)){let t=/\$\{([A-Za-z_]\w*)\}/.exec(i)?.[1];t!==void 0&&n.walk.variables.has(t)&&r({message:`${e}: found \${${t}}, but variables are not put in there; write the value itself`,at:a,in:n})}}function jr(e,t,n){for(let{name:r,key:i,value:a}of A(e.value)){let{scalar:e}=a,o=typeof e==`string`||typeof e==`boolean`||typeof e==`bigint`?String(e):``,s=/[${}]/.exec(r)?.[0]??/[${}]/.exec(o)?.[0];s!==void 0&&n({message:`variables: found ${r}: ${o} with a ${s} in it, which rpm-ostree refuses in names and values, used or not`,at:i.origin,severity:`error`,in:t})}}const Mr=/^(image(?:-[^/]*)?|platforms|extensions(?:-[^/]*)?|manifest-lock\..*|kola-denylist|content_sets|streams|bib-rootfs|\..*)\.ya?ml$/,Nr={id:`unused-file`,severity:`info`,title:`a treefile or overlay no manifest uses`,rationale:`On no architecture and under no condition is the file included, or the overlay listed in ostree-layers. It is a leftover, or an include of it was forgotten. (What overlay.d/ of your own configuration holds is layered by the build of this program anyway, with a notice.)`,bad:[k({"manifest.yaml":`packages: [bash]
`,"more.yaml":`packages: [vim-minimal]
`},`more.yaml`),k({"manifest.yaml":`ostree-layers:
  - overlay/05core
`,"overlay.d/05core/etc/a":``,"overlay.d/15more/etc/b":``},`overlay.d/15more`),k({"manifest.yaml":`ostree-layers:
  - overlay/05core
#  - overlay/15more
`,"overlay.d/05core/etc/a":``,"overlay.d/15more/etc/b":``},`overlay.d/15more`)],good:[k({"manifest.yaml":`conditional-include:
  - if: basearch == "s390x"
    include:
      ostree-layers: [overlay/05core]
`,"overlay.d/05core/etc/a":``}),k({"manifest.yaml":`include: more.yaml
ostree-layers:
  - overlay/05core
`,"more.yaml":`packages: [bash]
`,"overlay.d/05core/etc/a":``})],check:({tree:e,treefiles:t,includes:n,layersAll:r},i)=>{if(!n.every(({path:t})=>e.locate(t).kind!==`missing`))return;let a=new Set([...t.keys()].map(t=>e.identity(t))),o=/* @__PURE__ */ new Set([`.`,...[...t.keys()].map(e=>S.dirname(e))]);for(let t of o)if(!(t!==`.`&&Je(e,`${t}/`)))for(let n of e.names(t)){let r=t===`.`?n:`${t}/${n}`;if(!/\.ya?ml$/.test(n)||Mr.test(n)||a.has(e.identity(r)))continue;let{entries:o}=it(r,e.read(r)??``);o.length!==0&&o.every(e=>v(e.name))&&i({message:`no manifest includes this treefile, on any architecture; include it, or delete it`,at:{file:r}})}if(r)return;let s=new Set([...t.values()].flatMap(e=>Pr(e).flatMap(e=>/^overlay(?:\.d)?\/(.+)$/.exec(e)?.[1]??[])));for(let t of e.names(`overlay.d`)){let n=`overlay.d/${t}`;e.isDirectory(n)&&!s.has(t)&&i({message:`no manifest lists the layer overlay/${t} under ostree-layers; list it, or delete the directory`,at:{file:n}})}}};function Pr(e){if(e.error!==void 0)return e.text.match(/\boverlay(?:\.d)?\/[^\s"',\]]+/g)??[];let t=P(e).flatMap(({include:e})=>A(e));return[...e.entries,...t].filter(({name:e})=>e===`ostree-layers`||e===`ostree-override-layers`).flatMap(({value:e})=>N(e).map(({text:e})=>e))}const Fr=/^(?:>=|<=|=|<|>|==)$/,Ir={id:`version-query-quoting`,severity:`error`,title:`a version query that falls apart at its blanks`,rationale:`A package string is split at blanks unless single quotes are in the text itself: 'podman >= 4' in YAML's own quotes is three packages, podman, >= and 4. Write "'podman >= 4'".`,bad:[O(`packages:
  - 'podman >= 4'
`,2),O(`packages:
  - "it's"
`,2)],good:[O(`packages:
  - "'podman >= 4'"
  - nano vim-minimal
`)],check:({treefiles:e},t)=>{for(let n of e.values())for(let e of Lr(n)){let n=M(e)??``;try{p(n)}catch(r){if(!(r instanceof b))throw r;t({message:`found ${JSON.stringify(n)} with a single quote that is not closed, expected an even number of them`,at:e.origin});continue}let r=F(n);r.some(e=>Fr.test(e))?t({message:`found ${JSON.stringify(n)}, which is split into the packages ${r.join(`, `)}; write "'${n}'" with single quotes inside the double ones`,at:e.origin}):n.includes(`"`)&&t({message:`found ${JSON.stringify(n)} with double quotes, which become part of the name; write single quotes inside the text`,at:e.origin})}}};function Lr(e){return e.entries.flatMap(({name:e,value:t})=>e===`packages`||e===`bootstrap-packages`||g(e)&&_[e]===void 0?[...t.items??[]].filter(e=>N(e).length>0):e===`repo-packages`?(t.items??[]).flatMap(e=>(e.entries??[]).filter(({key:e})=>e.scalar===`packages`).flatMap(e=>[...e.value.items??[]])):[])}const Rr=/* @__PURE__ */ new Set([`ref`,`automatic-version-prefix`,`mutate-os-release`,`automatic-version-suffix`]),zr=/^(yes|no|on|off|y|n)$/i,Br={id:`yaml-scalar-trap`,severity:`error`,title:`a plain value YAML reads as something else`,rationale:`rpm-ostree reads YAML 1.2: yes and on are texts, 41 is a number, 1.10 is 1.1. Programs that read YAML 1.1, as the scripts of the assembler do, answer differently again. Quotes make a text of everything; true and false are the booleans.`,bad:[O(`selinux: yes
`,1),O(`mutate-os-release: 9
`,1),O(`edition: 2024
`,1),O(`releasever: 10.0
`,1),O(`packages:
  - null
`,2),O(`﻿ref: a
selinux: true
`,1),O(`variables:
  n: 012
`,2)],good:[O(`selinux: true
mutate-os-release: "9"
edition: "2024"
releasever: 10
packages: ["null"]
`)],check:({treefiles:e},t)=>{for(let n of e.values())if(n.format===`yaml`){n.text.startsWith(`﻿`)&&t({message:`found a byte order mark, behind which rpm-ostree sees more than one document; save the file without it`,at:{file:n.path,line:1}});for(let e of Vr(n))Hr(e,t)}}};function Vr(e){return[...e.entries,...P(e).flatMap(({include:e})=>A(e))]}function Hr({name:e,value:t},n){let r=d[e]??e,{scalar:i,source:a}=t,o=t.origin;_[r]?.type===`bool`&&typeof i==`string`&&zr.test(i)&&n({message:`${r}: found ${i}, which is a text, expected true or false; write ${/^(yes|on|y)$/i.test(i)}`,at:o});let s=typeof i==`bigint`||typeof i==`number`;if(Rr.has(r)&&s&&n({message:`${r}: found the number ${a??``}, expected a text; write "${a??``}"`,at:o}),r===`edition`&&s&&n({message:`edition: found the number ${a??``}, expected a text; write "${a??``}"`,at:o}),r===`releasever`&&typeof i==`number`&&n({message:`releasever: found ${a??``}, a number with a point, expected a whole number or a text; write "${a??``}"`,at:o}),r===`packages`)for(let e of t.items??[])e.source!==void 0&&e.source!==``&&typeof e.scalar!=`string`&&n({message:`packages: found ${e.source}, which is the package of that name here and something else to other readers of YAML; write "${e.source}", or take it out`,at:e.origin,severity:`warning`});for(let{value:e}of r===`variables`||r===`metadata`?A(t):[{value:t}])e.source!==void 0&&/^[+-]?0[0-9]+$/.test(e.source)&&n({message:`found ${e.source}, a text to rpm-ostree and a number to readers of YAML 1.1; write "${e.source}"`,at:e.origin,severity:`warning`})}const U={"manifest.yaml":`packages: [bash]
`},Ur={id:`image-config`,severity:`error`,title:`an image.yaml the assembler cannot use`,rationale:`The assembler wants image.yaml beside manifest.yaml, with the size of the disk in GiB and extra-kargs, in it or in the file it includes. Its text goes through a formatter of Python since 2025, for which braces are placeholders.`,bad:[k({...U,"image.yaml":`size: ten
extra-kargs: []
`},`image.yaml:1`),k({...U,"image.yaml":`include: gone.yaml
size: 10
extra-kargs: []
`},`image.yaml:1`),k({...U,"image.yaml":`size: 10
extra-kargs: quiet
`},`image.yaml:2`),k({...U,"image.yaml":`extra-kargs: []
`},`image.yaml`),k({...U,"image.yaml":`size: 10
extra-kargs: ["a={b}"]
`},`image.yaml:2`),k({...U,"image.yaml":`size: [10
`},`image.yaml:2`)],good:[k({...U,"image.yaml":`include: image-base.yaml
`,"image-base.yaml":`size: 10
extra-kargs:
  - quiet
`})],check:(e,t)=>{let n=e.tree.names(`.`).filter(e=>/^image(?:-[^/]*)?\.yaml$/.test(e)),r=/* @__PURE__ */ new Set,i=n.map(n=>({name:n,root:Wr(n,e,t,r)}));for(let{name:n,root:a}of i)a!==void 0&&(Gr(a,t),Kr(n,e,t),!r.has(n)&&!e.isTemplate&&qr(n,a,e,t))}};function Wr(e,{tree:t,isTemplate:n},r,i){try{let a=E(e,t.read(e)??``),o=j(a,`include`),s=M(o);if(o!==void 0&&s!==void 0){let a=S.join(S.dirname(e),s);i.add(a),!t.isFile(a)&&!n&&r({message:`found an include of ${a}, which is not there; correct the path, or add the file`,at:o.origin})}return a}catch(t){if(!(t instanceof b))throw t;r({message:t.upstream,at:t.location??{file:e}});return}}function Gr(e,t){let n=j(e,`size`);n!==void 0&&!(typeof n.scalar==`bigint`&&n.scalar>0n)&&t({message:`size: found ${M(n)??`something else`}, expected a whole number of GiB`,at:n.origin});for(let n of[`extra-kargs`,`ignition-network-kcmdline`]){let r=j(e,n);if(r!==void 0){r.items===void 0&&t({message:`${n}: found one value, expected a list of kernel arguments`,at:r.origin});for(let e of r.items??[]){let r=M(e);(r===void 0||/\s/.test(r))&&t({message:`${n}: found ${JSON.stringify(r??null)}, expected one kernel argument; give each an item of its own`,at:e.origin,severity:`warning`})}}}let r=/* @__PURE__ */ new Map;for(let{name:n,key:i}of A(e)){let e=r.get(n);e!==void 0&&t({message:`found ${n} again: what line ${e} says is lost in silence; keep one of the two`,at:i.origin,severity:`warning`}),r.set(n,i.origin.line)}}function Kr(e,{tree:t},n){for(let[r,i]of(t.read(e)??``).split(`
`).entries()){let t=i.replace(/(^|\s)#.*$/,``);/\{[^{}]+\}/.test(t)&&!/^\s*[\w-]+:\s*\{/.test(t)&&n({message:`found braces, which the formatter of newer assemblers takes for a placeholder; do without them`,at:{file:e,line:r+1},severity:`warning`})}}function qr(e,t,{tree:n,buildArgs:r},i){let a=M(j(t,`include`)),o=a===void 0?void 0:n.read(S.join(S.dirname(e),a)),s;try{s=o===void 0?void 0:E(a??``,o)}catch(e){if(!(e instanceof b))throw e;return}if(a===void 0||s!==void 0)for(let n of[`size`,`extra-kargs`])(j(t,n)??j(s,n))===void 0&&i({message:`found no ${n}, which the assembler wants; add it${n===`size`?`, in GiB`:`, if only as []`}`,at:{file:e},severity:n===`size`?`error`:r.length>0?`warning`:`info`})}const W={"manifest.yaml":`packages: [bash]
`},Jr=[`grub_commands`,`kernel_arguments`],Yr={id:`platforms-config`,severity:`warning`,title:`an entry of platforms.yaml nothing reads`,rationale:`platforms.yaml has grub_commands and kernel_arguments, lists of texts, below a platform, below an architecture by its rpm name. s390x has no GRUB. Other names are passed over, and the console of that platform stays silent.`,bad:[k({...W,"platforms.yaml":`amd64:
  aws:
    kernel_arguments: [a]
`},`platforms.yaml:1`),k({...W,"platforms.yaml":`x86_64:
  aws:
    kernel-arguments: [a]
`},`platforms.yaml:3`),k({...W,"platforms.yaml":`x86_64:
  aws:
    kernel_arguments: a
`},`platforms.yaml:3`),k({...W,"platforms.yaml":`x86_64: [aws
`},`platforms.yaml:2`)],good:[k({...W,"platforms.yaml":`x86_64:
  aws:
    grub_commands:
      - serial --speed=115200
`})],check:({tree:e},t)=>{let n=e.read(`platforms.yaml`);if(n===void 0)return;let r;try{r=E(`platforms.yaml`,n)}catch(e){if(!(e instanceof b))throw e;t({message:e.upstream,at:e.location??{file:`platforms.yaml`},severity:`error`});return}for(let{name:e,key:n,value:i}of A(r)){y.some(t=>t===e)||t({message:`found the architecture ${e}, expected one of ${y.join(`, `)}`,at:n.origin});for(let n of A(i))Xr(`${e}: ${n.name}`,n.value,t)}}};function Xr(e,t,n){for(let{name:r,key:i,value:a}of A(t)){let[t]=V(r,Jr);Jr.includes(r)?a.items===void 0&&a.scalar!==null&&n({message:`${e}: ${r} is no list, expected one text an item`,at:a.origin,severity:`error`}):n({message:`${e}: found ${r}, ${t===void 0?`expected ${Jr.join(` or `)}`:`did you mean ${t}?`}`,at:i.origin})}}const G={"manifest.yaml":`repos: [r]
packages: [bash]
`},K=`gpgkey=file:///etc/pki/rpm-gpg/KEY
`,Zr=[`name`,`baseurl`,`mirrorlist`,`metalink`,`gpgcheck`,`gpgkey`,`enabled`,`repo_gpgcheck`,`exclude`,`excludepkgs`,`includepkgs`,`sslverify`,`priority`],Qr={id:`repo-file`,severity:`warning`,title:`a .repo file that is incomplete or lets unsigned packages in`,rationale:`Packages of a repository without gpgcheck=1 are installed whoever made them; over plain http nobody in between is noticed either. gpgcheck=1 without gpgkey depends on keys that happen to be installed where the solver runs. Of two sections with one id the later adds to and replaces the first, over all files.`,bad:[k({...G,"a.repo":`[r]\nname=R\nbaseurl=https://example.com/r\ngpgcheck=0\n${K}`},`a.repo:4`),k({...G,"a.repo":`[r]\nname=R\nbaseurl=https://example.com/r\n${K}`},`a.repo:1`),k({...G,"a.repo":`[r]\nname=R\ngpgcheck=1\n${K}`},`a.repo:1`),k({...G,"a.repo":`[r]\nname=R\nbaseurl=http://example.com/r\ngpgcheck=1\n${K}`},`a.repo:3`),k({...G,"a.repo":`name=R
[r]
name=R
baseurl=https://example.com/r
gpgcheck=1
`},`a.repo:2`),k({...G,"a.repo":`[r]\nname=R\nbaseurl=https://example.com/r\ngpgcheck=1\n${K}`,"b.repo":`[r]\nname=R\nbaseurl=https://example.com/s\ngpgcheck=1\n${K}`},`b.repo:1`),k({...G,"a.repo":`[r]\nname=R\nbaseurl=https://example.com/r\nGPGCheck=1\n${K}`},`a.repo:4`),k({...G,"a.repo":`[r r]\nname=R\nbaseurl=https://example.com/r\ngpgcheck=1\n${K}`},`a.repo:1`),k({...G,"a.repo":`[r]\nname=R\nbaseurl=https://example.com/r\ngpgcheck=ja\n${K}`},`a.repo:4`)],good:[k({...G,"a.repo":`[r]\nname=R\nbaseurl=https://example.com/$releasever\ngpgcheck=1\n${K}`})],check:(e,t)=>{let n=$n(e.tree),r=e.variants.map(e=>ir(e).map(({id:e})=>e)),i=e.isTemplate||r.some(e=>e.length===0),a=new Set(i?n.map(({id:e})=>e):r.flat()),o=/* @__PURE__ */ new Map;for(let e of n){let n=o.get(e.id),r={file:e.file,line:e.line+1};n===void 0?o.set(e.id,e):t({message:`found [${e.id}], which ${n.file}:${n.line+1} has already: the later one adds to it and replaces what both say; keep one`,at:r}),$r(e,a,t)}ti(n,a,t)}};function $r(e,t,n){let{id:r,values:i,file:a}=e,o=t=>({file:a,line:tr(e,t)});/^[\w.:/-]+$/.test(r)||n({message:`found the id ${JSON.stringify(r)}, expected letters, digits and -_.: only`,at:o(``),severity:`error`});let s=[`baseurl`,`mirrorlist`,`metalink`].filter(e=>We(i.get(e)).length>0);s.length===0&&r!==`main`&&n({message:`[${r}] has no address; give it baseurl, mirrorlist or metalink`,at:o(``),severity:`error`});let c=t.has(r)?void 0:{severity:`info`},l=Ge(i.get(`gpgcheck`));i.has(`gpgcheck`)&&l===void 0?n({message:`gpgcheck: found ${i.get(`gpgcheck`)??``}, expected 1 or 0`,at:o(`gpgcheck`),severity:`error`}):r!==`main`&&l!==!0?n({message:`[${r}] does not check signatures (${l===!1?`gpgcheck=0`:`no gpgcheck, and the solver does not check by itself`}): packages are installed whoever made them; set gpgcheck=1 and gpgkey`,at:o(`gpgcheck`),...c}):r!==`main`&&We(i.get(`gpgkey`)).length===0&&n({message:`[${r}] checks signatures and names no gpgkey: only keys that are installed where the solver runs count; name the key`,at:o(``),severity:`info`});for(let e of[...s,`gpgkey`])for(let a of We(i.get(e))){if(!/^(http|ftp):\/\//.test(a))continue;let i=l===!0&&e!==`gpgkey`;n({message:`${e}: found ${a}, which anybody in between can change; use https`,at:o(e),...i&&!t.has(r)?{severity:`info`}:{}})}Ge(i.get(`sslverify`))===!1&&n({message:`sslverify: found 0: anybody in between can answer; take it out, or give sslcacert`,at:o(`sslverify`)});for(let e of i.keys()){if(Zr.includes(e))continue;let t=Zr.find(t=>t===e.toLowerCase())??V(e,Zr).find(t=>Math.abs(t.length-e.length)<=1&&t[0]===e[0]&&t.length>4);t!==void 0&&!ei.has(e)&&n({message:`found ${e}, which counts as another key than ${t}; write ${t}`,at:o(e)})}}const ei=/* @__PURE__ */ new Set([`exclude`,`excludes`,`enabled`,`enabled_metadata`,`enablegroups`,`metadata`,`gpgcakey`,`type`,`cost`,`countme`,`proxy`]);function ti(e,t,n){if(t.size===0)return;let r=/* @__PURE__ */ new Map;for(let n of e){if(t.has(n.id))continue;let e=r.get(n.file);e===void 0?r.set(n.file,[n]):e.push(n)}for(let[t,i]of r)e.filter(e=>e.file===t).length>i.length||n({message:`no manifest names a repository of this file (${i.map(({id:e})=>e).join(`, `)}); name one under repos:, or delete the file`,at:{file:t},severity:`info`})}const ni=/* @__PURE__ */ new WeakMap;function q({tree:e}){let t=ni.get(e)??e.names(`overlay.d`).flatMap(t=>{let n=`overlay.d/${t}`;return e.isDirectory(n)?[{name:t,path:n,entries:e.below(n)}]:[]});return ni.set(e,t),t}function J(e,t){return`/${S.relative(e.path,t).replace(/^usr\/etc\//,`etc/`)}`}const ri={"manifest.yaml":`ostree-layers: [overlay/05a]
`},ii=/^\/usr\/(?:bin|sbin|libexec|local\/bin|local\/sbin)\/|^\/etc\/NetworkManager\/dispatcher\.d\/|^\/usr\/lib\/(?:NetworkManager\/dispatcher\.d|systemd\/system-(?:generators|shutdown|sleep)|dracut\/modules\.d\/[^/]+\/module-setup\.sh$|modules-load\.d\/[^/]+\.sh$)/,ai=/\.(?:conf|md|txt|service|json|ya?ml|toml|rules|sed|awk|py|sh\.in)$/,oi=/^\/(?:usr\/lib|etc)\/(?:systemd\/(?:system|user|network)|sysusers\.d|tmpfiles\.d|udev\/rules\.d|sysctl\.d)\/.*\.[a-z]+$/,si={id:`overlay-mode`,severity:`warning`,title:`a file of an overlay with the wrong mode`,rationale:`A layer keeps the executable bit of its files: a script without it does not run on the host, and systemd complains about units that have it. git records the bit: git update-index --chmod=+x FILE. A setuid bit is not recorded, and taken out on the way.`,bad:[k({...ri,"overlay.d/05a/usr/libexec/run":`#!/bin/sh
`},`overlay.d/05a/usr/libexec/run`),k({...ri,"overlay.d/05a/usr/lib/systemd/system/a.service":{text:`[Unit]
`,executable:!0}},`overlay.d/05a/usr/lib/systemd/system/a.service`)],good:[k({...ri,"overlay.d/05a/usr/libexec/run":{text:`#!/bin/sh
`,executable:!0},"overlay.d/05a/usr/lib/systemd/system/a.service":`[Unit]
`})],check:(e,t)=>{for(let n of q(e))for(let{path:r,kind:i,mode:a}of n.entries){let o={file:r};if(i===`other`&&t({message:`found a socket, device or pipe, which no layer can hold; take it out`,at:o,severity:`error`}),i!==`file`)continue;let s=J(n,r),c=!!(a&73);a&3072&&t({message:`found a setuid or setgid bit, which git does not record and the assembler takes out; set it with a postprocess script`,at:o}),a&256||t({message:`found a file its owner cannot read; chmod u+r it`,at:o});let l=(e.tree.read(r)??``).startsWith(`#!`);!c&&l&&ii.test(s)&&!ai.test(s)&&t({message:`${s} is a script without the executable bit, so it does not run on the host; git update-index --chmod=+x ${r}`,at:o}),c&&oi.test(s)&&t({message:`${s} is executable and only ever read; git update-index --chmod=-x ${r}`,at:o})}}},Y={"manifest.yaml":`ostree-layers: [overlay/05a]
`},ci={id:`overlay-link`,severity:`warning`,title:`a link of an overlay that leads nowhere`,rationale:`A link in a layer is followed on the host. One that climbs out of the layer means another file there than it does in the repository, and one whose target is neither in an overlay nor like anything that is, is mostly mistyped. A directory of overlay.d/ that is itself a link has to lead to a directory of this repository.`,bad:[k({...Y,"overlay.d/05a/etc/a":{link:`../../../../manifest.yaml`}},`overlay.d/05a/etc/a`),k({...Y,"overlay.d/05a/etc/x":``,"overlay.d/05a/usr/lib/systemd/system/node-setup.service":``,"overlay.d/05a/usr/lib/systemd/system/a.target.wants/node-setup.service":{link:`../node-setpu.service`}},`overlay.d/05a/usr/lib/systemd/system/a.target.wants/node-setup.service`),k({...Y,"overlay.d/05a":{link:`../base/overlay.d/05a`}},`overlay.d/05a`),k({"manifest.yaml.in":Y[`manifest.yaml`],"overlay.d/05a":{link:`../../05a`}},`overlay.d/05a`)],good:[k({...Y,"overlay.d/05a/usr/lib/systemd/system/a.service":``,"overlay.d/05a/usr/lib/systemd/system/multi-user.target.wants/a.service":{link:`../a.service`},"overlay.d/05a/etc/systemd/system/b.service":{link:`/dev/null`}})],check:(e,t)=>{let{tree:n}=e;for(let e of n.names(`overlay.d`).map(e=>`overlay.d/${e}`)){if(n.isDirectory(e)||!n.isLink(e))continue;let r=n.locate(e).kind===`outside`?`leads out of the configuration`:`leads to nothing`;t({message:`the link to ${n.target(e)} ${r}; the base it is for may not be checked out`,at:{file:e},severity:`error`})}let r=q(e),i=r.flatMap(e=>e.entries.map(t=>J(e,t.path))),a=new Set(i);for(let e of r)for(let{path:r,kind:o}of e.entries){if(o!==`link`)continue;let s=n.target(r),c=S.relative(e.path,r);if(!s.startsWith(`/`)&&S.join(S.dirname(c),s).startsWith(`..`)){t({message:`the link to ${s} climbs out of the overlay; write the path it has on the host`,at:{file:r}});continue}let l=S.resolve(S.dirname(J(e,r)),s);if(a.has(l))continue;let u=i.filter(e=>S.dirname(e)===S.dirname(l)).map(e=>S.basename(e)),d=V(S.basename(l),u).filter(e=>Math.abs(e.length-S.basename(l).length)<=2);d.length>0&&!a.has(l)&&t({message:`the link leads to ${l}, which no overlay has; did you mean ${d[0]??``}?`,at:{file:r}})}}},li={id:`overlay-conflict`,severity:`warning`,title:`two overlays that write one file differently`,rationale:`Layers are put over each other in the order of ostree-layers. Where two of one build have the same file, the compose refuses or the later one wins, depending on its version; only with the same content it is harmless.`,bad:[k({"manifest.yaml":`ostree-layers: [overlay/05a, overlay/06b]
`,"overlay.d/05a/etc/motd":`one
`,"overlay.d/06b/etc/motd":`two
`},`overlay.d/06b/etc/motd`)],good:[k({"manifest.yaml":`ostree-layers: [overlay/05a, overlay/06b]
`,"overlay.d/05a/etc/motd":`one
`,"overlay.d/06b/etc/motd":`one
`})],check:(e,t)=>{let{tree:n,variants:r,layersAll:i}=e,a=r.map(e=>({view:e,names:new Set(e.merged.strings(`ostree-layers`).map(({text:e})=>e.replace(/^overlay(?:\.d)?\//,``)))})),o=/* @__PURE__ */ new Map;for(let r of q(e))for(let{path:e,kind:s}of r.entries){if(s!==`file`&&s!==`link`)continue;let c=J(r,e),l=s===`link`?`link ${n.target(e)}`:n.read(e),u=o.get(c)??[];for(let n of u){if(n.text===l)continue;let o=`${c} is in ${n.path} as well, with other content; keep one of the two`;if(i)t({message:o,at:{file:e}});else for(let{view:i,names:s}of a)s.has(r.name)&&s.has(n.overlay)&&t({message:o,at:{file:e},in:i})}o.set(c,[...u,{overlay:r.name,path:e,text:l}])}}},ui={"manifest.yaml":`ostree-layers: [overlay/05a]
`},di=/^\/(?:usr\/lib|etc)\/systemd\/(?:system|user)\/.*\.(?:service|socket|timer|path|mount|target|conf)$/,fi=/^\s*(?:Exec(?:Start|StartPre|StartPost|Stop|StopPost|Reload|Condition)|EnvironmentFile)=(.*)$/,pi=/^\/(?:usr\/local|opt|srv|home|root)\//,mi={id:`unit-missing-file`,severity:`warning`,title:`a unit that names a file nobody brings`,rationale:`A unit whose program is missing fails on every host. Packages bring most programs, so that only those are called missing that no package can bring, and those an overlay has under nearly the same name or in another directory.`,bad:[k({...ui,"overlay.d/05a/usr/libexec/node-setup":{text:`#!/bin/sh
`,executable:!0},"overlay.d/05a/usr/lib/systemd/system/a.service":`[Service]
ExecStart=/usr/libexec/node-setpu
`},`overlay.d/05a/usr/lib/systemd/system/a.service:2`),k({...ui,"overlay.d/05a/usr/lib/systemd/system/a.service":`[Service]
ExecStart=-/opt/run
`},`overlay.d/05a/usr/lib/systemd/system/a.service:2`),k({...ui,"overlay.d/05a/usr/bin/node-setup":{text:`#!/bin/sh
`,executable:!0},"overlay.d/05a/usr/lib/systemd/system/a.service":`[Service]
ExecStart=/usr/libexec/node-setup
`},`overlay.d/05a/usr/lib/systemd/system/a.service:2`)],good:[k({...ui,"overlay.d/05a/usr/libexec/node-setup":{text:`#!/bin/sh
`,executable:!0},"overlay.d/05a/usr/lib/systemd/system/a.service":`[Service]
ExecStartPre=/usr/bin/systemctl is-active b
ExecStart=@/usr/libexec/node-setup setup
EnvironmentFile=-/etc/sysconfig/a
`})],check:(e,t)=>{let n=q(e),r=n.flatMap(e=>e.entries.filter(({kind:e})=>e!==`directory`).map(t=>J(e,t.path))),i=new Set(r);for(let a of n)for(let{path:n,kind:o}of a.entries)if(o===`file`&&di.test(J(a,n)))for(let[a,o]of(e.tree.read(n)??``).split(`
`).entries()){let e=fi.exec(o)?.[1],s=/^[-@:+!|]*(\/[^\s;"'%$]+)/.exec(e??``)?.[1];if(s===void 0||i.has(s)||o.includes(`EnvironmentFile=-`))continue;let c=hi(s,r);(c!==void 0||pi.test(s))&&t({message:`found ${s}, which no overlay brings${c===void 0?` and no package puts there`:`; did you mean ${c}?`}`,at:{file:n,line:a+1}})}}};function hi(e,t){let n=S.basename(e),r=t.find(e=>S.basename(e)===n&&/\/(?:s?bin|libexec)\//.test(e));if(r!==void 0)return r;let i=V(n,t.filter(t=>S.dirname(t)===S.dirname(e)).map(e=>S.basename(e))).find(e=>Math.abs(e.length-n.length)<=1&&n.length>4);return i===void 0?void 0:S.join(S.dirname(e),i)}function gi(e){let t=/* @__PURE__ */ new Map;for(let n of q(e))for(let{path:e,kind:r}of n.entries){let i=J(n,e);r===`file`&&/^\/(?:usr\/lib|etc)\/sysusers\.d\/[^/]+\.conf$/.test(i)&&t.set(i,e)}return[...t.values()].flatMap(t=>_i(t,e.tree.read(t)??``))}function _i(e,t){return t.split(/\r?\n/).flatMap((t,n)=>{if(/^\s*(#|$)/.test(t))return[];let r=[...t.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(([,e,t,n])=>e??t??n??``),[i=``,a=``,o=`-`]=r;return[{type:i,name:a,id:o,fields:r.length,text:t.trim(),at:{file:e,line:n+1}}]})}const X={"manifest.yaml":`ostree-layers: [overlay/05a]
`},Z=`overlay.d/05a/usr/lib/sysusers.d/a.conf`,vi=/* @__PURE__ */ new Set([`u`,`u!`,`g`,`m`,`r`]),yi={id:`sysusers-entry`,severity:`error`,title:`a line of sysusers.d that does not work, or a number given twice`,rationale:`systemd-sysusers makes the users of these files. A number that is given to two names is taken by the first; the other gets one by chance, another on every host, and shared storage remembers owners by number.`,bad:[k({...X,[Z]:`u a 36
u b 36
`},`${Z}:2`),k({...X,[Z]:`g a 36
g a 37
`},`${Z}:2`),k({...X,[Z]:`x a 36
`},`${Z}:1`),k({...X,[Z]:`u A$b 36
`},`${Z}:1`),k({...X,[Z]:`m a
`},`${Z}:1`),k({...X,[Z]:`u a 70000000000
`},`${Z}:1`)],good:[k({...X,[Z]:`# users
g kvm 36
u vdsm 37:36 "Node Manager" /var/lib/vdsm
m vdsm kvm
r - 500-900
`})],check:(e,t)=>{let n=/* @__PURE__ */ new Map,r=/* @__PURE__ */ new Map,i={u:/* @__PURE__ */ new Map,g:/* @__PURE__ */ new Map};for(let a of gi(e)){if(!bi(a,t))continue;let e=a.type===`g`?`g`:a.type.startsWith(`u`)?`u`:void 0;if(e===void 0)continue;let o=e===`g`?r:n,s=o.get(a.name),c=({at:e})=>`${e.file}:${e.line??0}`;s!==void 0&&s.id!==a.id&&t({message:`found ${a.name} with ${a.id}, which ${c(s)} makes with ${s.id}: the first one counts; keep one`,at:a.at}),o.set(a.name,s??a);let l=/^\d+/.exec(a.id)?.[0],u=l===void 0?void 0:i[e].get(l);u!==void 0&&u.name!==a.name&&t({message:`found the number ${l??``} for ${a.name}, which ${c(u)} gives to ${u.name}; choose another`,at:a.at}),l!==void 0&&u===void 0&&i[e].set(l,a)}}};function bi(e,t){let{type:n,name:r,id:i,fields:a,text:o,at:s}=e,c=e=>(t({message:`found ${JSON.stringify(o.slice(0,80))}, expected ${e}`,at:s}),!1);return vi.has(n)?n===`r`?/^\d+(-\d+)?$/.test(i)||c(`r - FIRST-LAST`):!/^[A-Za-z_][\w.-]{0,30}$/.test(r)&&!r.includes(`%`)?c(`a name of letters, digits, _ and -`):n===`m`?a>=3||c(`m USER GROUP`):!(i===`-`||i.startsWith(`/`)||/^(\d{1,10}|-)(:([A-Za-z_][\w.-]*|\d{1,10}))?$/.test(i))||Number(/^\d+/.exec(i)?.[0]??0)>4294967294?c(`a number below 4294967295, NUMBER:GROUP, a path or -`):!0:c(`u, g, m or r, a name and what goes with it`)}const xi={vdsm:36,qemu:107,sanlock:179},Si={kvm:36,qemu:107,sanlock:179},Ci=`overlay.d/05a/usr/lib/sysusers.d/node.conf`,wi=`g kvm 36
g qemu 107
g sanlock 179
u vdsm 36:36
u qemu 107:107
u sanlock 179:179
`,Ti={id:`ovirt-host-accounts`,severity:`warning`,title:`accounts of an oVirt host that are missing or have other numbers`,rationale:`On storage that several hosts share, files belong to numbers: vdsm is 36 with the group kvm 36, qemu 107, sanlock 179 on every oVirt host. In an image the numbers have to be set before packages make the accounts, by a sysusers.d file of an overlay or by the passwd and group files of the manifest.`,bad:[k({"manifest.yaml":`packages:
  - ovirt-host
`},`manifest.yaml:2`),k({"manifest.yaml":`packages: [ovirt-host]
ostree-layers: [overlay/05a]
`,[Ci]:wi.replace(`u vdsm 36:36`,`u vdsm 37:36`)},`${Ci}:4`)],good:[k({"manifest.yaml":`packages: [ovirt-host]
ostree-layers: [overlay/05a]
`,[Ci]:wi}),k({"manifest.yaml":`packages: [bash]
`})],check:(e,t)=>{for(let n of e.variants){let r=n.merged.packages().find(({text:e})=>e===`ovirt-host`);if(r===void 0)continue;let i=Ei(e,n),a=[];for(let[e,r]of[[`user`,xi],[`group`,Si]])for(let[o,s]of Object.entries(r)){let r=i.find(t=>t.kind===e&&t.name===o);r===void 0?a.push(`${e} ${o} (${s})`):r.id!==s&&t({message:`found the ${e} ${o} with ${r.id??`any number`}, expected ${s}, which it has on every oVirt host`,at:r.at,in:n})}a.length>0&&t({message:`ovirt-host needs the ${a.join(`, `)}, which no sysusers.d file of an overlay and no passwd or group file sets; add them to one`,at:r.origin,in:n})}}};function Ei(e,t){let n=gi(e).flatMap(({type:e,name:t,id:n,at:r})=>{let i=/^\d+/.exec(n)?.[0],a={name:t,id:i===void 0?void 0:Number(i),at:r};return e===`g`?[{...a,kind:`group`}]:e.startsWith(`u`)?[{...a,kind:`user`},...n.includes(`:`)?[]:[{...a,kind:`group`}]]:[]});return[...[[`check-passwd`,`passwd`,`user`],[`check-groups`,`group`,`group`]].flatMap(([n,r,i])=>{let a=t.merged.setting(n)?.winner,o=a===void 0?void 0:M(j(a.value,`filename`));if(a===void 0||o===void 0)return[];let s=S.join(S.dirname(a.file),o);return On(e.tree.read(s)??``,r).accounts.map(e=>({kind:i,name:e.name,id:e.id,at:{file:s,line:e.line}}))}),...n]}const Q={"manifest.yaml":`packages: [bash]
`,"image.yaml":`size: 10
extra-kargs: []
`},Di={id:`build-args-file`,severity:`error`,title:`a build-args*.conf a container build cannot use`,rationale:`The assembler evaluates the file for NAME and STREAM and hands it to the container build, whose script takes the manifest, the image configuration and the variables of the manifest (id, stream, osversion) from it. An image to build on is best pinned by digest.`,bad:[k({...Q,"build-args.conf":`ID=rhel
STREAM=a
VERSION=9.8
`},`build-args.conf`),k({...Q,"build-args.conf":`NAME=n
STREAM=a
MANIFEST=gone.yaml
`},`build-args.conf:3`),k({...Q,"build-args.conf":`NAME=n
STREAM = a
`},`build-args.conf:2`),k({...Q,"build-args.conf":`NAME=n
STREAM=$(date)
`},`build-args.conf:2`),k({...Q,"build-args.conf":`NAME=n
STREAM=a
BUILDER_IMG=quay.io/a/b:latest
`},`build-args.conf:3`)],good:[k({...Q,"build-args.conf":`# arguments
ID=rhel
NAME=n
STREAM=a
VERSION=9.8
DESCRIPTION=Enterprise Linux CoreOS
MANIFEST=manifest.yaml
IMAGE_CONFIG=image.yaml
`})],check:({buildArgs:e,tree:t},n)=>{for(let{file:r,values:i,odd:a}of e){for(let e of a)n({message:`found a line that is no NAME=value: no blanks around =, and comments on lines of their own`,at:e});for(let e of[`NAME`,`STREAM`])i.has(e)||n({message:`found no ${e}=, which the assembler reads; add it`,at:{file:r}});for(let e of[`MANIFEST`,`IMAGE_CONFIG`]){let a=i.get(e);a!==void 0&&!t.isFile(a.value)&&n({message:`${e}: found ${a.value}, which is not there; correct the name, or add the file`,at:{file:r,line:a.line}})}for(let[e,{value:t,line:a}]of i)/[$`\\]/.test(t)&&n({message:`${e}: found ${t}, which the shell of the assembler evaluates and the container build does not; write the value itself`,at:{file:r,line:a},severity:`warning`});let e=i.get(`BUILDER_IMG`);e!==void 0&&!e.value.includes(`@sha256:`)&&n({message:`BUILDER_IMG: found ${e.value}, which may be another image tomorrow; pin it with @sha256:…`,at:{file:r,line:e.line},severity:`info`})}}},Oi=/(?:^|\s)#\s*lint-ignore\b\s*([a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*)?/,ki=`lint-ignore`;var Ai=class{#e=/* @__PURE__ */ new Map;problems;constructor(e,t,n){let r=[],i=t.split(/\r?\n/);for(let[t,a]of i.entries()){let o=a.includes(`lint-ignore`)?Oi.exec(a):null;if(o===null)continue;let s=(o[1]??``).split(`,`).map(e=>e.trim());for(let i of s.filter(e=>!n.includes(e))){let a=V(i,n);r.push({rule:ki,severity:`warning`,message:`found ${i===``?`no rule`:JSON.stringify(i)} behind lint-ignore, expected the id of a rule${a.length>0?` such as ${a.join(`, `)}`:``}`,location:{file:e,line:t+1}})}let c=t;if(/^\s*#/.test(a))for(c+=1;c<i.length&&/^\s*(#|$)/.test(i[c]??``);)c+=1;let l=this.#e.get(c+1)??/* @__PURE__ */ new Set;for(let e of s)l.add(e);this.#e.set(c+1,l)}this.problems=r}covers(e,t){return t!==void 0&&this.#e.get(t)?.has(e)===!0}};const ji=/* @__PURE__ */ new Set([`.git`,`node_modules`,`.ovirt-node-image`]);var Mi=class{dir;roots;#e=/* @__PURE__ */ new Map;#t=/* @__PURE__ */ new Map;#n=/* @__PURE__ */ new Map;#r=/* @__PURE__ */ new Map;#i;constructor(e,t=[],n){this.dir=e,this.roots=[e,...t,...n===void 0?[]:[n]].map(e=>C(e)),this.#i=n!==void 0}locate(e){let t=this.#e.get(e)??this.#a(e);return this.#e.set(e,t),t}#a(e){let t=S.normalize(e);if(t.startsWith(`/`)||(t===`..`||t.startsWith(`../`))&&!this.#i)return{kind:`outside`};try{let e=C.native(x(this.dir,t));return this.roots.some(t=>u(e,t))?{kind:`inside`,real:e}:{kind:`outside`}}catch{return{kind:`missing`}}}read(e){return this.#r.has(e)||this.#r.set(e,this.#o(e)),this.#r.get(e)}#o(e){let t=this.locate(e);if(t.kind===`inside`)try{let e=w(t.real);return e.isFile()&&e.size<=16777216?Se(t.real,`utf8`):void 0}catch{return}}#s(e){let t=this.locate(e);if(t.kind!==`inside`)return;let n=this.#t.get(t.real)??w(t.real);return this.#t.set(t.real,n),n}isFile(e){return this.#s(e)?.isFile()===!0}isDirectory(e){return this.#s(e)?.isDirectory()===!0}mode(e){let t=this.#s(e);return t===void 0?void 0:t.mode&4095}identity(e){let t=this.#s(e);return t===void 0?void 0:`${t.dev}:${t.ino}`}target(e){return we(x(this.dir,e))}names(e){let t=this.#n.get(e)??this.#c(e);return this.#n.set(e,t),t}#c(e){let t=this.locate(e===``?`.`:e);if(t.kind!==`inside`||!this.isDirectory(e===``?`.`:e))return[];try{return Ce(t.real).sort()}catch{return[]}}isLink(e){return ye(x(this.dir,e),{throwIfNoEntry:!1})?.isSymbolicLink()===!0}below(e){let t=[],n=[e];for(let e=n.shift();e!==void 0&&t.length<5e4;e=n.shift())for(let r of this.names(e)){if(ji.has(r))continue;let i=e===`.`?r:`${e}/${r}`,a=ye(x(this.dir,i),{throwIfNoEntry:!1});if(a===void 0)continue;let o=a.isSymbolicLink()?`link`:a.isDirectory()?`directory`:a.isFile()?`file`:`other`;t.push({path:i,kind:o,mode:a.mode&4095}),o===`directory`&&n.push(i)}return t}};const Ni=`undefined-placeholder`,Pi={OVIRT_VERSION:`4.5`,TARGET:`el9`,RELEASEVER:`9`,FEDORA_RELEASEVER:`9`};function Fi(e,t,n,r){let i=C(xe(x(Oe(),`ovirt-node-image-lint-`))),a=()=>Te(i,{recursive:!0,force:!0});try{return r===void 0?Ii(new Mi(C(e)),i,a,{...Pi,ARCH:n,...t}):{tree:new Mi(C(e),[],r),scratch:i,close:a,isTemplate:!1,sourceOf:e=>e,problems:[]}}catch(e){throw a(),e}}function Ii(e,t,n,r){let i=e.names(`.`),a=i.filter(t=>ae(t)?t.endsWith(`.in`)?!0:t===`manifest.yaml`&&!i.includes(`manifest.yaml.in`)&&ie(e.read(t)??``).length>0:!1),o={scratch:t,close:n,isTemplate:a.some(e=>e.startsWith(`manifest.yaml`))};if(a.length===0)return{...o,tree:e,sourceOf:e=>e,problems:[]};let s=x(t,`tree`);Li(e,s,i);let c=[],l=/* @__PURE__ */ new Map;for(let t of a){let n=t.replace(/\.in$/,``),i=e.read(t);i!==void 0&&(l.set(n,t),Te(x(s,n),{force:!0}),De(x(s,n),Ri(i,t,r,c)))}for(let e of a.filter(e=>e.endsWith(`.in`)))Te(x(s,e),{force:!0});return{...o,tree:new Mi(s,[e.dir]),sourceOf:e=>l.get(e)??e,problems:c}}function Li(e,t,n){be(t);for(let r of n)Ee(x(e.dir,r),x(t,r))}function Ri(e,t,n,r){try{return ce(e,t,n)}catch(a){if(!(a instanceof i))throw a;for(let e of a.message.split(`
`)){let[,n,i]=/^[^:]+:(\d+): (.*)$/.exec(e)??[];r.push({rule:Ni,severity:`error`,message:i??e,location:n===void 0?{file:t}:{file:t,line:Number(n)}})}let o=Object.fromEntries(ie(e).map(e=>[e,`0`]));return ce(e,t,{...o,...n})}}const zi=[fr,Sr,Tt,$t,Br,mr,_t,mt,bn,Pt,Nr,Xt,ur,dr,Gt,Bn,jn,Dt,Ir,or,yr,pt,rr,Kn,Lt,Wn,gr,Un,An,Or,Ct,Ut,hn,ln,sn,jt,Tn,Ur,Yr,Qr,si,ci,li,mi,yi,Ti,Di],Bi=[{id:Ni,severity:`error`,title:`a placeholder nobody defines`,rationale:`A template is filled when the image is built; @NAME@ that has no value stops the build.`},{id:ki,severity:`warning`,title:`a lint-ignore comment that names no rule`,rationale:`Such a comment silences nothing; a rule was mistyped, or it has another name.`}],Vi=[...zi,...Bi,...$e].map(({id:e,severity:t,title:n,rationale:r})=>({id:e,severity:t,title:n,rationale:r})),Hi=Vi.map(({id:e})=>e);function Ui(e){let t=e.replace(/\/+$/,``).split(`/`).map(e=>e===`**`?`**`:e.replaceAll(/[.+^${}()|[\]\\]/g,String.raw`\$&`).replaceAll(`?`,`[^/]`)).map(e=>e===`**`?e:e.replaceAll(/\*+/g,`[^/]*`)).join(`/`).replaceAll(/(^|\/)\*\*\//g,`$1(?:[^/]+/)*`).replace(/\*\*$/,`.*`);return RegExp(`^${t}(?:/.*)?$`)}const Wi=`.ovirt-node-image.yaml`;function Gi(e,t){let n=e.read(Wi),r=n===void 0?void 0:Ji(n);for(let{name:e,key:t}of A(r))e!==`lint`&&$(t,e,[`lint`]);let i=j(r,`lint`),a=[];for(let{name:e,key:n,value:r}of A(i))Ki.includes(e)||$(n,e,Ki),e===`rules`&&a.unshift({files:void 0,rules:Xi(r,t)}),e===`paths`&&a.push(...(r.items??[]).map(e=>Yi(e,t)));let o=N(j(i,`arches`));for(let{text:e,origin:t}of o)y.some(t=>t===e)||Zi(t,e,y);return{arches:o.length===0?void 0:o.map(({text:e})=>e),vars:Object.fromEntries(A(j(i,`vars`)).map(({name:e,value:t})=>[e,N(t).map(e=>e.text)])),manifests:N(j(i,`manifests`)).map(e=>e.text),repos:N(j(i,`repos`)).map(e=>e.text),levelOf:(e,t)=>{let n;for(let{files:r,rules:i}of a)r?.some(e=>e.test(t))!==!1&&(n=i.get(e)??i.get(`*`)??n);return n}}}const Ki=[`rules`,`paths`,`arches`,`vars`,`manifests`,`repos`],qi=[`off`,...a];function Ji(e){try{return E(Wi,e)}catch(e){throw e instanceof b?new i(e.message,{cause:e}):e}}function Yi(e,t){for(let{name:t,key:n}of A(e))[`files`,`rules`].includes(t)||$(n,t,[`files`,`rules`]);return{files:N(j(e,`files`)).map(({text:e})=>Ui(e)),rules:Xi(j(e,`rules`),t)}}function Xi(e,t){return new Map(A(e).map(({name:e,key:n,value:r})=>(e!==`*`&&!t.includes(e)&&$(n,e,t),[e,qi.find(e=>e===r.scalar)??Zi(r.origin,String(r.scalar),qi)])))}function $(e,t,n){return Zi(e.origin,t,n)}function Zi(e,t,n){let r=V(t,n),a=n.length<=8?n.join(`, `):r.length>0?r.join(`, `):`the id of a rule`;throw new i(`${e.file}:${e.line}: found ${JSON.stringify(t)}, expected ${n.length<=8?`one of `:``}${a}`,{location:e})}function Qi(e,{workspace:t,settings:n,options:r,context:{treefiles:i}},a){let{tree:o,sourceOf:s}=t,c=/* @__PURE__ */ new Map,l=e=>{let t=c.get(e)??new Ai(e,e.endsWith(`.json`)?``:o.read(e)??``,Hi);return c.set(e,t),t};for(let e of i.keys())l(e);let u=e.filter(({rule:e,location:t})=>!l(t.file).covers(e,t.line)),d=[...c.entries()].flatMap(([e,{problems:t}])=>e===`.ovirt-node-image.yaml`||!a.comments?[]:t);return Ze($i([...u,...d].flatMap(e=>{let t=n.levelOf(e.rule,ea(e,s,r).location.file);return t===`off`||t===void 0&&e.severity===`info`&&Je(o,e.location.file)?[]:[{...e,severity:t??e.severity}]})).map(e=>ea(e,s,r)).sort(na)).sort(na)}function $i(e){let t=new Set(e.filter(({rule:e,severity:t})=>t===`error`&&e!==`treefile-refused`).map(({location:e})=>`${e.file}:${e.line??``}`));return e.filter(({rule:e,location:n})=>e!==`treefile-refused`||!t.has(`${n.file}:${n.line??``}`))}function ea(e,t,{placeOf:r}){let i={...e.location,file:t(e.location.file)},{location:a,writer:o}=r?.(i)??{location:i,writer:void 0},s=n(ta(e.message,r).replaceAll(/\s*\n\s*/g,` `));return{...e,location:a,message:o===void 0?s:`${o}: ${s}`}}function ta(t,n){return n===void 0?t:t.replaceAll(/(?<![\w./-])manifest\.yaml:(\d+)\b/g,(t,r)=>{let{location:i,writer:a}=n({file:`manifest.yaml`,line:Number(r)});return a??e({...i})})}function na(e,t){return ra(e.location.file,t.location.file)||(e.location.line??0)-(t.location.line??0)||(e.location.column??0)-(t.location.column??0)||a.indexOf(e.severity)-a.indexOf(t.severity)||ra(e.rule,t.rule)||ra(e.message,t.message)}function ra(e,t){return e<t?-1:+(e>t)}function ia(e,t=`.`){return e.names(t).filter(ue).flatMap(n=>{let r=S.join(t,n),i=e.read(r);return i===void 0?[]:[le(r,i)]})}function aa(e,t,n){let r=n.from(t);for(let n of new Set(r.flatMap(oa))){let i=ia(e,n),a=i.filter(e=>r.includes(S.join(n,fe(e)))),o=i.filter(({file:e})=>S.basename(e)===`build-args.conf`),s=n===`.`?[]:o.length>0?o:i,c=a.length>0?a:s;if(c.length===0)continue;let{entries:l}=it(t,e.read(t)??``);return c.map(e=>sa(pe(e),l))}return[]}function oa(e){if(e.startsWith(`/`)||e.startsWith(`../`))return[];let t=e.split(`/`).slice(0,-1);return[`.`,...t.map((e,n)=>t.slice(0,n+1).join(`/`))]}function sa(e,t){let n=new Set(t.flatMap(({name:e,value:t})=>e===`variables`?A(t).map(e=>e.name):[])),r=t.some(({name:e})=>e===`releasever`);return{file:e.file,variables:Object.fromEntries(Object.entries(e.variables).filter(([e])=>!n.has(e))),releasever:r?void 0:e.releasever}}var ca=class{#e;#t;#n=/* @__PURE__ */ new Map;#r=/* @__PURE__ */ new Map;constructor(e,t){this.#e=e,this.#t=t}from(e){let t=this.#r.get(e)??this.#i(e);return this.#r.set(e,t),t}#i(e){let t=/* @__PURE__ */ new Set,n=[e];for(let e=n.shift();e!==void 0;e=n.shift())for(let r of this.#a(e))t.has(r)||(t.add(r),n.push(r));return[...t]}#a(e){let t=this.#n.get(e);if(t!==void 0)return t;let n=this.#e.read(e),r=n===void 0?[]:ot(it(e,n,this.#t)).map(e=>e.path);return this.#n.set(e,r),r}};function la(e,t,n){let r=new ca(e,n),i=ia(e).flatMap(t=>{let n=fe(t);return e.isFile(n)?[{entry:n,args:pe(t)}]:[]}),a=t=>{let n=aa(e,t,r);return n.length===0?[{entry:t,args:void 0}]:n.map(e=>({entry:t,args:e}))};if(t.length>0)return t.flatMap(e=>{let t=i.filter(t=>t.entry===e);return t.length>0?t:a(e)});let o=new Set(i.map(({entry:t})=>e.identity(t))),s=ua(e,r).filter(t=>{let n=e.identity(t)??t;return!o.has(n)&&(o.add(n),!0)});return[...i,...s.flatMap(a)]}function ua(e,t){let n=e.names(`.`).filter(t=>t.endsWith(`.yaml`)&&!e.isDirectory(t)),r=e=>n.some(n=>n!==e&&t.from(n).includes(e)&&!t.from(e).includes(n)),i=n.filter(e=>/^manifest-[^/]+\.yaml$/.test(e)&&!e.startsWith(`manifest-lock`)&&!r(e));return[...n.filter(e=>e===`manifest.yaml`),...i]}function da(e){return new Map([[`arch`,e.arch],[`manifest`,e.entry],[`build-args`,e.args?.file??``],...Object.entries(e.vars)])}function fa(e){let t=new Map(Object.entries(e.vars));if(e.args===void 0)return t;let{variables:n,releasever:r}=e.args;for(let[e,r]of Object.entries(n))t.has(e)||t.set(e,r);return r!==void 0&&!t.has(`releasever`)&&t.set(`releasever`,BigInt(r)),t}function pa(e,t,n){let r=la(e,t.manifests,n),i=ma(t.vars);return r.flatMap(({entry:e,args:n})=>t.arches.flatMap(t=>i.map(r=>({entry:e,arch:t,vars:r,args:n}))))}function ma(e){let t=[{}];for(let[n,r]of Object.entries(e))t=t.flatMap(e=>r.map(t=>({...e,[n]:t}))).slice(0,256);return t}function ha(e,t){let n={...t,arch:e.arch,files:[],contributions:[],variables:fa(e),evaluated:[],problems:[],seen:/* @__PURE__ */ new Map};return ga(e.entry,n,0),n}function ga(e,t,n,r){let i=(n,i)=>{r!==void 0&&t.problems.push({kind:n,path:e,origin:r,first:i})},a=t.tree.locate(e);if(a.kind!==`inside`||!t.tree.isFile(e)){i(a.kind===`outside`?`outside`:`missing`);return}let o=t.tree.identity(e)??e;if(t.seen.has(o)){i(`twice`,t.seen.get(o));return}if(n>50){i(`depth`);return}t.seen.set(o,r);let s=t.treefile(e);if(s===void 0)return;t.files.push(e),_a(s,t);for(let n of s.entries)t.contributions.push({...n,file:e,inline:!1});let c=e=>s.entries.filter(t=>t.name===e).map(({value:e})=>e),l=[...c(`include`).flatMap(N),...c(`arch-include`).flatMap(e=>N(A(e).findLast(({name:e})=>e===t.arch)?.value)),...va(s,t)];for(let{text:r,origin:i}of l)ga(st(e,r),t,n+1,i)}function _a(e,{variables:t,arch:n}){let r=/* @__PURE__ */ new Map;for(let{name:t,value:n}of e.entries)if(t===`variables`)for(let{key:e,value:t}of n.entries??[]){let{scalar:n}=t;(typeof n==`string`||typeof n==`bigint`||typeof n==`boolean`)&&r.set(h(e),n)}for(let[e,n]of r)t.has(e)||t.set(e,n);t.has(`basearch`)||t.set(`basearch`,n);let i=e.entries.find(({name:e})=>e===`releasever`)?.value.scalar;typeof i!=`string`&&typeof i!=`bigint`||t.has(`releasever`)||t.set(`releasever`,i)}function va(e,t){return P(e).flatMap(({conditions:n,include:r})=>{if(!n.map(e=>{if(`error`in e)return;let n=ya(e,t.variables);return t.evaluated.push(n),n.result}).every(e=>e===!0))return[];if(r?.entries===void 0)return N(r);for(let n of A(r))t.contributions.push({...n,file:e.path,inline:!0});return[]})}function ya(e,t){try{return{condition:e,result:l(e,t),error:void 0}}catch(t){if(!(t instanceof b))throw t;return{condition:e,result:void 0,error:t.upstream}}}function ba({tree:e,scratch:t,isTemplate:n},r){let i=[.../* @__PURE__ */ new Set([...Ye(e),...r.submodules])],a=/* @__PURE__ */ new Map,o=new m,s=/* @__PURE__ */ new Map,c=t=>{let n=a.get(t);if(n!==void 0||a.size>=5e3)return n;let r=e.read(t);if(r===void 0)return;let i=it(t,r,o);return a.set(t,i),i},l=pa(e,r,o),u=[...new Set(l.map(({entry:e})=>e))],d=[],f=[...u],p=new Set(f);for(let e=f.shift();e!==void 0;e=f.shift()){let t=c(e);for(let e of t===void 0?[]:ot(t))d.push(e),p.has(e.path)||f.push(e.path),p.add(e.path)}let ee=d.every(({path:t})=>e.locate(t).kind!==`outside`);return{tree:e,entries:u,treefiles:a,includes:d,variants:l.map(r=>{let a=ha(r,{tree:e,treefile:c}),l=ee&&a.problems.every(({path:t})=>yn({tree:e,submodules:i,isTemplate:n},t)===void 0),{entry:u,arch:d,vars:f,args:p}=r,m=l?ct(e,u,d,f,o,p===void 0?void 0:{args:p,scratch:t,written:s}):void 0;return{variant:r,walk:a,merged:new ut(a,r.arch),flattened:m!==void 0&&`flattened`in m?m.flattened:void 0,refusal:m===void 0||`flattened`in m?void 0:m}}),buildArgs:ia(e),rpmOstree:r.rpmOstree,knownRepos:r.knownRepos,isTemplate:n,layersAll:r.layersAll,openRepos:r.openRepos,submodules:i}}async function xa(e,t,n){if(w(e,{throwIfNoEntry:!1})?.isDirectory()!==!0)throw new i(`${e} is no directory; give the directory of a configuration`);let[r=y[0]]=t.arches??[],a=Fi(e,t.placeholders??{},r,t.within);try{return await n(Sa(e,a,t))}finally{a.close()}}function Sa(e,t,n){let r=Gi(t.tree,Hi),a=n.manifests??r.manifests;for(let n of a)if(!t.tree.isFile(n))throw new i(`manifests: found ${JSON.stringify(n)}, expected a file in ${e}, named from there`);let{layersAll:o,openRepos:s,submodules:c}=n,l=ba(t,{arches:n.arches??r.arches??y,vars:{...r.vars,...n.vars},manifests:a,rpmOstree:n.rpmOstree,knownRepos:r.repos,layersAll:o??t.isTemplate,openRepos:s??t.isTemplate,submodules:c??[]});if(l.variants.length===0)throw new i(`${e}: found no manifest.yaml, manifest.yaml.in or manifest-NAME.yaml, expected the directory of a configuration`);return{context:l,settings:r,workspace:t,options:n}}function Ca(e,t,n){if(t.every(t=>e.has(t)))return;let r=new Map(t.map(e=>[e,n(e)])),i=(e,t)=>new Set([...t].map(t=>r.get(t)?.get(e)??``)),a=[...new Set([...r.values()].flatMap(e=>[...e.keys()]))].filter(e=>i(e,t).size>1),o=a.filter(n=>i(n,e).size<i(n,t).size),s=n=>t.every(t=>e.has(t)===n.every(n=>i(n,e).has(r.get(t)?.get(n)??``))),c=o.find(e=>s([e])),l=c===void 0?o:[c];if(l.length>0&&s(l))return`only ${l.map(t=>wa(t,[...i(t,e)])).join(` `)}`;let u=[...e].slice(0,6).map(e=>a.map(t=>wa(t,[r.get(e)?.get(t)??``])).join(` `)),d=e.size>6?` and ${e.size-6} more`:``;return`only ${u.join(`; `)}${d}`}function wa(e,t){let n=[...t].sort(),r=n.length>6?` and ${n.length-6} more`:``,i=`${n.slice(0,6).join(`, `)}${r}`;return e===`arch`?`on ${i}`:e===`manifest`?`in ${i}`:e===`build-args`?`with ${i===``?`no build arguments`:i}`:n.length===1?`with ${e}=${i}`:`with ${e} ${i}`}function Ta({variants:e},t,n){let r=new Set(e.filter(({walk:e})=>e.files.includes(t)).map(({variant:e})=>e.entry));for(let{entry:e}of n)r.add(e);return e.map(({variant:e})=>e).filter(({entry:e})=>r.has(e))}function Ea(e,t){return Ca(e,t,da)}async function Da(e,t={}){let{rules:n}=t;return await xa(e,t,e=>n===void 0?Qi([...zi.flatMap(t=>Oa(t,e.context)),...e.workspace.problems],e,{comments:!0}):Qi(zi.filter(({id:e})=>n.includes(e)).flatMap(t=>Oa(t,e.context)),e,{comments:!1}))}function Oa(e,t){let n=/* @__PURE__ */ new Map;return e.check(t,e=>{let{file:t,line:r,column:i}=e.at,a=JSON.stringify([t,r,i,e.message,e.severity]),o=n.get(a)??{report:e,seen:/* @__PURE__ */ new Set,always:!1};e.in===void 0?o.always=!0:o.seen.add(e.in.variant),n.set(a,o)}),[...n.values()].map(({report:n,seen:r,always:i})=>{let a=i?void 0:Ea(r,Ta(t,n.at.file,r));return{rule:e.id,severity:n.severity??e.severity,message:n.message,location:n.at,...a===void 0?{}:{when:a}}})}const ka={error:`error`,warning:`warning`,info:`notice`};function Aa(e){return e.map(({location:e,severity:n,message:i,rule:a,when:o})=>{let s=[`file=${t(e.file)}`,...e.line===void 0?[]:[`line=${e.line}`],...e.column===void 0?[]:[`col=${e.column}`],`title=${t(a)}`],c=o===void 0?``:` (${o})`;return`::${ka[n]} ${s.join(`,`)}::${r(`${i}${c}`)}\n`}).join(``)}function ja(e){let t=e.map(e=>({...e,when:e.when??`always`}));return`${JSON.stringify(t,null,2)}\n`}function Ma(t){return`${[...t.map(({location:t,severity:r,message:i,rule:a,when:o})=>{let s=o===void 0?``:` (${o})`;return n(`${e(t)}: ${r}: ${i}${s} [${a}]`)}),Na(t)].join(`
`)}\n`}function Na(e){let t=t=>{let n=e.filter(e=>e.severity===t).length;return`${n} ${t}${n===1?``:`s`}`};return`${t(`error`)}, ${t(`warning`)}, ${t(`info`)}`}function Pa(e,t,n){let r=ge(n,t);if(r===``||r.startsWith(`..`)||he(r))return e;let i=`${r.split(ve).join(`/`)}/`;return e.map(e=>({...e,location:{...e.location,file:`${i}${e.location.file}`}}))}async function Fa(e,t,n,r){let i=Pa([...await Da(e,t),...r].sort(na),e,process.cwd());return{findings:i,text:await Ia(i,n,e)}}async function Ia(e,t,n){switch(t){case`json`:return ja(e);case`github`:return Aa(e);case`sarif`:{let{formatSarif:t}=await import(`./sarif-Cpuu3_iK.js`);return t(e,{rules:Vi,lineOf:La(n)})}case`text`:return Ma(e);default:return t}}function La(e){let t=/* @__PURE__ */ new Map,n=!ge(process.cwd(),e).startsWith(`..`);return(r,i)=>{let a=_e(n?process.cwd():e,r.split(`/`).join(ve)),o=t.get(a)??Ra(a);return t.set(a,o),o[i-1]}}function Ra(e){return w(e,{throwIfNoEntry:!1})?.isFile()===!0?Se(e,`utf8`).split(`
`):[]}export{Ke as C,Le as D,Re as E,Ie as O,Ue as S,D as T,_n as _,Ca as a,We as b,la as c,Gi as d,Vi as f,vn as g,Xn as h,Ea as i,Qi as l,Mi as m,Da as n,xa as o,Hi as p,Ta as r,ma as s,Fa as t,Wi as u,Je as v,ze as w,He as x,Ge as y};