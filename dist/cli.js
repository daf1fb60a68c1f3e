#!/usr/bin/env node
import{c as e,l as t,o as n,s as r}from"./chunks/lock-BDtv-YGe.js";import{a as i,c as a,d as o,f as s,g as c,h as l,i as u,l as d,m as f,n as p,o as m,p as h,r as g,s as _,t as v,u as y}from"./chunks/input-context-CY5y5w86.js";import{parseArgs as b}from"node:util";import{join as x,resolve as S}from"node:path";function C(e){return e.kind===`boolean`}function w(e,n,i=[],a=!1){let o=c.filter(e=>n.includes(e.name)),s={};for(let e of o)s[e.name]={type:`string`,multiple:!0};for(let e of i)s[e.name]={type:e.type,multiple:e.multiple??!1};let l=(()=>{try{return b({args:T(e,o),options:s,allowPositionals:a,strict:!0})}catch(e){throw new r(`${t(e)}; see --help`,{exitCode:2,cause:e})}})(),u=l.values,d={};for(let e of o){let t=u[e.name];Array.isArray(t)&&(d[e.name]=t.join(`
`))}return{inputs:d,extra:Object.fromEntries(i.map(e=>[e.name,u[e.name]])),positionals:l.positionals}}function T(e,t){let n=t.filter(C).map(({name:e})=>e),r=[];for(let t=0;t<e.length;t+=1){let i=e[t]??``,a=e[t+1]??``,o=n.find(e=>i===`--${e}`||i===`--no-${e}`);o===void 0?r.push(i):i===`--${o}`&&/^(true|false)$/i.test(a)?(r.push(`${i}=${a}`),t+=1):r.push(`--${o}=${String(i===`--${o}`)}`)}return r}var E=class{#e;#t;constructor(e,t=!1){this.#e=e,this.#t=t}info(e){this.#e(`${e}\n`)}notice(e,t){this.#n(`notice`,e,t)}warning(e,t){this.#n(`warning`,e,t)}error(e,t){this.#n(`error`,e,t)}debug(e){this.#t&&this.#n(`debug`,e)}async group(e,t){return this.#e(`==> ${e}\n`),await t()}child(){return{write:e=>this.#e(`    ${n(e)}\n`),close:()=>void 0}}#n(t,n,r){let i=r===void 0||n.startsWith(r.file)?``:`${e(r)}: `;this.#e(`${t}: ${i}${n}\n`)}};async function D({inputs:e,out:t,adapt:n},r){let a=await m(e,r),s=e.target??a?.target,c=u(e,s),l=await i(e,c,r),d=await _(e,{base:l.dir,release:a,target:s,out:t},r),f=n===void 0?void 0:await o(d,n,r);return r.info(`${d.packages.length} packages asked for, from ${d.repositories.length} repositories`),{rendered:d,target:s,baseConfig:{url:c.url,commit:l.commit},commit:f}}function O({rendered:e,target:t,baseConfig:n}){let{out:r,manifest:i,name:a,ref:o,repositories:s,layers:c,keys:l,branded:u,warnings:d,flattened:f}=e;return{out:r,manifest:i,name:a,ref:o??null,target:t??null,"base-config":n,repositories:s,layers:c,keys:Object.fromEntries(l),branded:u,warnings:d,flattened:f.config}}const k=[`config`,`ovirt-release`,`ovirt-release-sha256`,`ovirt-release-key`,`ovirt-version`,`target`,`variables`,`packages`,`overrides`,`base-config`,`base-config-ref`,`base-config-path`,`arch`,`branding`,`gpgcheck`,`work-dir`],A=c.map(({name:e})=>e).filter(e=>e!==`command`);function j(e){return c.filter(({name:t})=>e.includes(t)).map(({name:e,description:t,default:n})=>{let r=n===``?``:` [${n}]`;return`  ${`--${e}`.padEnd(26)}${t}${r}`}).join(`
`)}function M(e){return e===`build`?`ovirt-node-image build [options]

Builds the images: pulls the assembler, renders the configuration, composes, collects, verifies.

${j(A)}
  --dry-run                 Print the plan of steps and do nothing.
  --json                    Print the outputs (or the plan) as JSON.
`:e===`render`?`ovirt-node-image render --out DIR [options]

Writes the configuration the assembler would get. Needs neither container nor root.

${j(k)}
  --out DIR                 Where to; must not exist or be empty.
  --json                    Print what was rendered as JSON.
`:e===`release`?`ovirt-node-image release FILE|URL [options]

Reads and verifies an ovirt-release rpm.

  --key FILE|URL            OpenPGP public key; may be given several times. With one, only a verified rpm will do.
  --sha256 HEX              Digest the rpm must have.
  --target T                el9, el10, fc43 …: marks the repositories chosen for it.
  --arch A                  rpm's name of the architecture; default: this machine's.
  --out DIR                 Write the files of the package there.
  --json                    Print the report as JSON.
`:`ovirt-node-image COMMAND [options]

  build      build the images
  render     write the configuration the assembler would get
  release    read and verify an ovirt-release rpm

ovirt-node-image COMMAND --help tells the options. Exit code: 0 ok, 1 refused or failed, 2 wrong usage.
The result goes to standard output, everything else to standard error.
`}async function N(n,i,a){let o=new E(e=>process.stderr.write(e),i.DEBUG!==void 0),[s,...c]=n;try{if(s===void 0||s===`--help`||s===`help`||c.includes(`--help`))return a(M(s)),s===void 0?2:0;if(s===`build`)await P(c,i,o,a);else if(s===`render`)await F(c,i,o,a);else if(s===`release`)await I(c,i,o,a);else throw new r(`found the command ${JSON.stringify(s)}, expected build, render or release; see --help`,{exitCode:2});return 0}catch(n){if(n instanceof f)return o.error(n.message),130;if(n instanceof r){let t=n.location!==void 0&&!n.message.includes(n.location.file)?`${e(n.location)}: `:``;return o.error(`${t}${n.message}`),n.exitCode}return o.error(`internal error, please report it: ${t(n)}`),o.debug(n instanceof Error?n.stack??``:``),1}}async function P(e,t,n,r){let i=w(e,A,[{name:`json`,type:`boolean`},{name:`dry-run`,type:`boolean`}]),a=await l(i.inputs,p(t));if(i.extra[`dry-run`]===!0){r(`${JSON.stringify(y(a),null,2)}\n`);return}let o=new h(n),{release:c}=o.listen();try{let e=s(await g(a,{env:t,log:n,cancellation:o,onEngine:()=>void 0}));if(i.extra.json===!0)r(`${JSON.stringify(e,null,2)}\n`);else for(let[t,n]of Object.entries(e))r(`${t}=${n}\n`)}finally{c()}}async function F(e,t,n,i){let a=w(e,k,[{name:`out`,type:`string`},{name:`json`,type:`boolean`}]),o=await l(a.inputs,p(t)),s=a.extra.out;if(typeof s!=`string`||s===``)throw new r(`render needs --out DIR`,{exitCode:2});let c=await D({inputs:o,out:S(s)},n);a.extra.json===!0?i(`${JSON.stringify(O(c),null,2)}\n`):i(`${c.rendered.out}\n`)}async function I(e,t,n,i){let o=w(e,[`target`,`arch`],[{name:`key`,type:`string`,multiple:!0},{name:`sha256`,type:`string`},{name:`out`,type:`string`},{name:`json`,type:`boolean`}],!0),s=e=>/^https?:\/\//.test(e)?e:S(e);if(o.positionals.length!==1)throw new r(`release needs one FILE or URL`,{exitCode:2});let{key:c,sha256:l,out:u}=o.extra,f=await d({sources:o.positionals.map(s),keys:(Array.isArray(c)?c.map(String):[]).map(s),sha256:typeof l==`string`?l.toLowerCase():void 0,target:o.inputs.target,arch:o.inputs.arch??v(),downloadDir:x(t.RUNNER_TEMP??S(`.ovirt-node-image`),`downloads`),...typeof u==`string`?{out:S(u)}:{}},n);i(o.extra.json===!0?`${JSON.stringify(f,null,2)}\n`:a(f))}const L=process.stdout.write.bind(process.stdout);process.stdout.write=process.stderr.write.bind(process.stderr),process.exitCode=await N(process.argv.slice(2),process.env,e=>L(e)),await new Promise(e=>L(``,()=>e())),process.exit();export{};