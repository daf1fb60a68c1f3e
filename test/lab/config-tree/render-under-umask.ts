// Renders and adapts under a umask, in a process of its own: umask, config, base and out are its arguments.
import { adapt } from '../../../src/config-tree/adapt.ts';
import { render } from '../../../src/config-tree/render.ts';
import { ConsoleLog } from '../../../src/log/console-log.ts';

const [umask = '', config = '', base = '', out = ''] = process.argv.slice(2);
process.umask(umask);
const log = new ConsoleLog((text) => process.stderr.write(text));
const rendered = await render(
  {
    config,
    base,
    basePath: 'base',
    release: undefined,
    placeholders: { TARGET: 'el9', RELEASEVER: '9' },
    overrides: '',
    packages: [],
    arch: 'x86_64',
    gpgcheck: 'repo',
    branding: 'auto',
    out,
  },
  log,
);
console.log(await adapt(rendered, { dialect: 'D2', configPath: '/srv/src/config' }, log));
