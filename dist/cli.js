#!/usr/bin/env node
import{a as e,i as t,o as n,s as r}from"./chunks/container-CTRRvn7Q.js";import{a as i,c as a,d as o,f as s,h as c,i as l,l as u,m as d,n as f,o as p,p as m,r as h,s as g,t as _,u as v}from"./chunks/input-context-CHnlg02O.js";import{parseArgs as y}from"node:util";import{existsSync as b,readdirSync as x}from"node:fs";import{join as S,resolve as C}from"node:path";function w(e){return e.kind===`boolean`}function T(t,n,i=[],a=!1){let o=c.filter(e=>n.includes(e.name)),s={};for(let e of o)s[e.name]={type:`string`,multiple:!0};for(let e of i)s[e.name]={type:e.type,multiple:e.multiple??!1};let l=(()=>{try{return y({args:E(t,o),options:s,allowPositionals:a,strict:!0})}catch(t){throw new e(`${r(t)}; see --help`,{exitCode:2,cause:t})}})(),u=l.values,d={};for(let e of o){let t=u[e.name];Array.isArray(t)&&(d[e.name]=t.join(`
`))}return{inputs:d,extra:Object.fromEntries(i.map(e=>[e.name,u[e.name]])),positionals:l.positionals}}function E(e,t){let n=t.filter(w).map(({name:e})=>e),r=[];for(let t=0;t<e.length;t+=1){let i=e[t]??``,a=e[t+1]??``,o=n.find(e=>i===`--${e}`||i===`--no-${e}`);o===void 0?r.push(i):i===`--${o}`&&/^(true|false)$/i.test(a)?(r.push(`${i}=${a}`),t+=1):r.push(`--${o}=${String(i===`--${o}`)}`)}return r}var D=class{#e;#t;constructor(e,t=!1){this.#e=e,this.#t=t}info(e){this.#e(`${e}\n`)}notice(e,t){this.#n(`notice`,e,t)}warning(e,t){this.#n(`warning`,e,t)}error(e,t){this.#n(`error`,e,t)}debug(e){this.#t&&this.#n(`debug`,e)}async group(e,t){return this.#e(`==> ${e}\n`),await t()}child(){return{write:e=>this.#e(`    ${t(e)}\n`),close:()=>void 0}}#n(e,t,r){let i=r===void 0||t.startsWith(r.file)?``:`${n(r)}: `;this.#e(`${e}: ${i}${t}\n`)}};const O=[`config`,`ovirt-release`,`ovirt-release-sha256`,`ovirt-release-key`,`ovirt-version`,`target`,`variables`,`packages`,`overrides`,`base-config`,`base-config-ref`,`base-config-path`,`arch`,`branding`,`gpgcheck`,`work-dir`],k=c.map(({name:e})=>e).filter(e=>e!==`command`);function A(e){return c.filter(({name:t})=>e.includes(t)).map(({name:e,description:t,default:n})=>{let r=n===``?``:` [${n}]`;return`  ${`--${e}`.padEnd(26)}${t}${r}`}).join(`
`)}function j(e){return e===`build`?`ovirt-node-image build [options]

Builds the images: pulls the assembler, renders the configuration, composes, collects, verifies.

${A(k)}
  --dry-run                 Print the plan of steps and do nothing.
  --json                    Print the outputs (or the plan) as JSON.
`:e===`render`?`ovirt-node-image render --out DIR [options]

Writes the configuration the assembler would get. Needs neither container nor root.

${A(O)}
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
`}async function M(t,i,a){let o=new D(e=>process.stderr.write(e),i.DEBUG!==void 0),[s,...c]=t;try{if(s===void 0||s===`--help`||s===`help`||c.includes(`--help`))return a(j(s)),s===void 0?2:0;if(s===`build`)await N(c,i,o,a);else if(s===`render`)await P(c,i,o,a);else if(s===`release`)await F(c,i,o,a);else throw new e(`found the command ${JSON.stringify(s)}, expected build, render or release; see --help`,{exitCode:2});return 0}catch(t){if(t instanceof m)return o.error(t.message),130;if(t instanceof e){let e=t.location!==void 0&&!t.message.includes(t.location.file)?`${n(t.location)}: `:``;return o.error(`${e}${t.message}`),t.exitCode}return o.error(`internal error, please report it: ${r(t)}`),o.debug(t instanceof Error?t.stack??``:``),1}}async function N(e,t,n,r){let i=T(e,k,[{name:`json`,type:`boolean`},{name:`dry-run`,type:`boolean`}]),a=await d(i.inputs,f(t));if(i.extra[`dry-run`]===!0){r(`${JSON.stringify(l(a),null,2)}\n`);return}let c=new s(n),{release:u}=c.listen();try{let e=o(await h(a,{env:t,log:n,cancellation:c,onEngine:()=>void 0}));if(i.extra.json===!0)r(`${JSON.stringify(e,null,2)}\n`);else for(let[t,n]of Object.entries(e))r(`${t}=${n}\n`)}finally{u()}}async function P(t,n,r,o){let s=T(t,O,[{name:`out`,type:`string`},{name:`json`,type:`boolean`}]),c=await d(s.inputs,f(n)),l=s.extra.out;if(typeof l!=`string`||l===``)throw new e(`render needs --out DIR`,{exitCode:2});let u=C(l);if(b(u)&&x(u).length>0)throw new e(`--out: ${u} is not empty; nothing is overwritten`,{exitCode:2});let m=await g(c,r),h=c.target??m?.target,_=await p(c,i(c,h),r),v=await a(c,{base:_.dir,release:m,target:h,out:u},r);if(s.extra.json===!0){let{repositories:e,name:t,ref:n,manifest:r,flattened:i}=v;o(`${JSON.stringify({out:u,manifest:r,name:t,ref:n,"base-config-commit":_.commit,repositories:e,flattened:i.config},null,2)}\n`)}else o(`${u}\n`)}async function F(t,n,r,i){let a=T(t,[`target`,`arch`],[{name:`key`,type:`string`,multiple:!0},{name:`sha256`,type:`string`},{name:`out`,type:`string`},{name:`json`,type:`boolean`}],!0),o=e=>/^https?:\/\//.test(e)?e:C(e);if(a.positionals.length!==1)throw new e(`release needs one FILE or URL`,{exitCode:2});let{key:s,sha256:c,out:l}=a.extra,d=await v({sources:a.positionals.map(o),keys:(Array.isArray(s)?s.map(String):[]).map(o),sha256:typeof c==`string`?c.toLowerCase():void 0,target:a.inputs.target,arch:a.inputs.arch??_(),downloadDir:S(n.RUNNER_TEMP??C(`.ovirt-node-image`),`downloads`),...typeof l==`string`?{out:C(l)}:{}},r);i(a.extra.json===!0?`${JSON.stringify(d,null,2)}\n`:u(d))}const I=process.stdout.write.bind(process.stdout);process.stdout.write=process.stderr.write.bind(process.stderr),process.exitCode=await M(process.argv.slice(2),process.env,e=>I(e)),await new Promise(e=>I(``,()=>e())),process.exit();export{};