import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isMap, parseDocument } from 'yaml';
import { UserError } from '../errors.ts';
import {
  COMMANDS,
  ENGINES,
  GPGCHECKS,
  IMAGE_KINDS,
  INPUTS,
  KVM_MODES,
  RUN_MODES,
  type InputName,
  type InputSpec,
  type RawInputs,
} from './schema.ts';
import type { BuildInputs } from './types.ts';
import {
  asBoolean,
  asInteger,
  asLines,
  asList,
  asPairs,
  asWord,
  oneOf,
  refuseOption,
  someOf,
  ValueError,
} from './values.ts';

/** What the parser needs to know of the surroundings; handed in so that a test can say it. */
export interface InputContext {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** rpm's name of the machine's architecture. */
  readonly hostArch: string;
  /** Files a glob stands for, absolute. */
  readonly glob: (patterns: readonly string[]) => Promise<string[]>;
  /** Problems of the configuration that can be seen before anything is fetched, one text each. */
  readonly checkConfig: (inputs: BuildInputs) => Promise<string[]>;
}

const SPECS = new Map<string, InputSpec>(INPUTS.map((spec) => [spec.name, spec]));

function specOf(name: InputName): InputSpec {
  const spec = SPECS.get(name);
  if (spec === undefined) throw new Error(`no input ${name}`);
  return spec;
}

/**
 * Turns the text of the inputs into {@link BuildInputs}. Nothing is downloaded and nothing written before every
 * input was looked at.
 *
 * @throws UserError with exit code 2 that lists all problems, one a line.
 */
export async function parseInputs(raw: RawInputs, context: InputContext): Promise<BuildInputs> {
  const problems: string[] = [];
  /** Runs one reader, keeping its complaint; `fallback` only lets the remaining checks go on. */
  const read = <T>(name: InputName, reader: (spec: InputSpec, text: string) => T, fallback: T): T => {
    const spec = specOf(name);
    const text = (raw[name] ?? '').trim() === '' ? spec.default : (raw[name] ?? '').trim();
    if (text === '') return fallback;
    try {
      return reader(spec, text);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      problems.push(error.message);
      return fallback;
    }
  };
  const path = (spec: InputSpec, text: string): string => resolve(context.cwd, refuseOption(spec, text));
  const matching =
    (pattern: RegExp, expected: string) =>
    (spec: InputSpec, text: string): string => {
      if (!pattern.test(asWord(spec, text))) {
        throw new ValueError(`${spec.name}: found ${JSON.stringify(text)}, expected ${expected}`);
      }
      return text;
    };
  const mountable = (spec: InputSpec, text: string): string => {
    // The engine's syntax of mounts separates with these.
    if (/[,:"\n]/.test(text)) {
      throw new ValueError(
        `${spec.name}: found ${JSON.stringify(text)}, expected a path without comma, colon and quote`,
      );
    }
    return path(spec, text);
  };
  const sources = (spec: InputSpec, text: string): string[] =>
    asLines(text).map((line) => sourceOf(spec, line, context.cwd));

  const config = read('config', path, context.cwd);
  const kvm = read('kvm', oneOf(KVM_MODES), 'auto');
  const imagesGiven = read('images', someOf(IMAGE_KINDS), ['live-iso', 'commit-tarball']);
  const globs = read(
    'override-rpms',
    (spec, text) => asLines(text).map((line) => refuseOption(spec, line)),
    [],
  );
  const inputs: BuildInputs = {
    command: read('command', oneOf(COMMANDS), 'build'),
    config,
    ovirtRelease: read('ovirt-release', sources, []),
    ovirtReleaseSha256: read(
      'ovirt-release-sha256',
      (spec, text) => matching(/^[0-9a-fA-F]{64}$/, '64 hex digits')(spec, text).toLowerCase(),
      undefined,
    ),
    ovirtReleaseKeys: read('ovirt-release-key', sources, []),
    ovirtVersion: read(
      'ovirt-version',
      matching(/^[A-Za-z0-9][\w.+~-]*$/, 'a version such as 4.5 or master'),
      undefined,
    ),
    target: read(
      'target',
      matching(/^(el|fc)[1-9][0-9]*$/, 'el or fc and digits, such as el9 or fc43'),
      undefined,
    ),
    variables: read('variables', asPairs, {}),
    packages: read('packages', asList, []),
    overrideRpms: globs.length === 0 ? [] : await context.glob(globs),
    overrides: read('overrides', asMapping, ''),
    baseConfig: read('base-config', (spec, text) => sourceOf(spec, text, context.cwd), undefined),
    baseConfigRef: read('base-config-ref', asWord, undefined),
    baseConfigPath: read('base-config-path', asInnerPath, 'fedora-coreos-config'),
    assemblerImage: read(
      'assembler-image',
      matching(
        /^[a-z0-9][\w.:/@-]*$/i,
        'an image reference such as registry/name:tag or registry/name@sha256:…',
      ),
      undefined,
    ),
    registryAuthFile: read('registry-auth-file', path, undefined),
    yumVariables: read('yum-variables', asYumVariables, {}),
    caCertificates: read('ca-certificates', path, undefined),
    engine: read('engine', oneOf(ENGINES), 'auto'),
    engineArgs: read('engine-args', (_spec, text) => asLines(text), []),
    runMode: read('run-mode', oneOf(RUN_MODES), kvm === 'off' ? 'privileged' : 'unprivileged'),
    arch: read('arch', asWord, context.hostArch),
    version: read('version', matching(/^[A-Za-z0-9][\w.+~-]*$/, 'letters, digits and . _ + ~ -'), undefined),
    images: IMAGE_KINDS.filter((kind) => imagesGiven.includes(kind)),
    branding: read('branding', (_spec, text) => text, 'auto'),
    gpgcheck: read('gpgcheck', oneOf(GPGCHECKS), 'repo'),
    kvm,
    memory: read('memory', asInteger, undefined),
    workDir: read('work-dir', mountable, defaultWorkDir(context)),
    upload: read('upload', asBoolean, true),
    overwrite: read('overwrite', asBoolean, false),
    artifactName: read(
      'artifact-name',
      matching(/^[A-Za-z0-9][\w.+~-]*$/, 'letters, digits and . _ + ~ -'),
      'ovirt-node-image',
    ),
    retentionDays: read('retention-days', asInteger, undefined),
  };

  problems.push(...together(inputs, raw, context), ...missingFiles(inputs, globs));
  if (existsSync(inputs.config)) problems.push(...(await context.checkConfig(inputs)));
  if (problems.length > 0) {
    const count = problems.length === 1 ? 'one input is' : `${problems.length} inputs are`;
    throw new UserError([`${count} not usable:`, ...problems.map((text) => `  - ${text}`)].join('\n'), {
      exitCode: 2,
    });
  }
  return inputs;
}

/** Work goes where the runner has room and cleans up, never to the system's /tmp, which may be a small tmpfs. */
function defaultWorkDir({ env, cwd }: InputContext): string {
  const temp = env['RUNNER_TEMP'];
  return temp === undefined || temp === '' ? join(cwd, '.ovirt-node-image') : join(temp, 'ovirt-node-image');
}

/** A URL as it is, a path made absolute; programs get both as arguments, so neither may look like an option. */
function sourceOf(spec: InputSpec, text: string, cwd: string): string {
  refuseOption(spec, text);
  if (/^[a-z][a-z0-9+.-]*::/i.test(text)) {
    throw new ValueError(`${spec.name}: found ${JSON.stringify(text)}, expected no transport helper ("::")`);
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[^/\s]+@[^/\s]+:/.test(text)) return text;
  return resolve(cwd, text);
}

/** A relative path that stays where it is put. */
function asInnerPath(spec: InputSpec, text: string): string {
  asWord(spec, text);
  const parts = text.split('/');
  if (text.startsWith('/') || parts.includes('..') || parts.includes('.git') || parts.includes('')) {
    throw new ValueError(
      `${spec.name}: found ${JSON.stringify(text)}, expected a relative path without ".."`,
    );
  }
  return text;
}

/** Variables of .repo files; those that say what is built come from the manifest and the machine. */
function asYumVariables(spec: InputSpec, text: string): Record<string, string> {
  const pairs = asPairs(spec, text);
  const fixed = ['releasever', 'basearch', 'arch'].filter((name) => Object.hasOwn(pairs, name));
  if (fixed.length > 0) {
    throw new ValueError(
      `${spec.name}: ${fixed.join(', ')}: comes from the manifest and the machine; leave it out`,
    );
  }
  return pairs;
}

/** YAML text whose top level is a mapping. */
function asMapping(spec: InputSpec, text: string): string {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined)
    throw new ValueError(`${spec.name}: not YAML: ${error.message.split('\n')[0] ?? ''}`);
  if (document.contents !== null && !isMap(document.contents)) {
    throw new ValueError(
      `${spec.name}: found a ${typeof document.toJS()}, expected a mapping of manifest keys`,
    );
  }
  return text;
}

/** Inputs that are fine alone and wrong together. */
function together(inputs: BuildInputs, raw: RawInputs, context: InputContext): string[] {
  const problems: string[] = [];
  if (inputs.kvm === 'off' && raw['run-mode'] === 'unprivileged') {
    problems.push(
      'kvm, run-mode: `kvm: off` and `run-mode: unprivileged` exclude each other: without a virtual machine the ' +
        'assembler needs --privileged; leave run-mode out or use `kvm: auto`',
    );
  }
  if (inputs.baseConfigRef !== undefined && inputs.baseConfig === undefined && inputs.target === undefined) {
    problems.push(
      'base-config-ref: given without base-config and without target; say which repository it belongs to',
    );
  }
  if (inputs.ovirtReleaseSha256 !== undefined && inputs.ovirtRelease.length === 0) {
    problems.push(
      'ovirt-release-sha256: given without ovirt-release; there is nothing it could be the digest of',
    );
  }
  if (inputs.ovirtReleaseKeys.length > 0 && inputs.ovirtRelease.length === 0) {
    problems.push('ovirt-release-key: given without ovirt-release; there is nothing it could have signed');
  }
  if (inputs.arch !== context.hostArch) {
    problems.push(
      `arch: found ${JSON.stringify(inputs.arch)}, expected ${context.hostArch}: this machine composes for itself only; ` +
        'use a runner of that architecture',
    );
  }
  if (inputs.images.length === 0)
    problems.push(`images: none asked for, expected some of ${IMAGE_KINDS.join(', ')}`);
  return problems;
}

function missingFiles(inputs: BuildInputs, globs: readonly string[]): string[] {
  const problems: string[] = [];
  const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  const isLocal = (source: string): boolean => source.startsWith('/');
  if (!(statSync(inputs.config, { throwIfNoEntry: false })?.isDirectory() ?? false)) {
    problems.push(`config: ${inputs.config} is not a directory`);
  } else if (!['manifest.yaml', 'manifest.yaml.in'].some((name) => isFile(join(inputs.config, name)))) {
    problems.push(`config: ${inputs.config} holds neither manifest.yaml nor manifest.yaml.in`);
  }
  for (const file of inputs.ovirtRelease.filter(isLocal)) {
    if (!isFile(file)) problems.push(`ovirt-release: there is no file ${file}`);
  }
  for (const file of inputs.ovirtReleaseKeys.filter(isLocal)) {
    if (!isFile(file)) problems.push(`ovirt-release-key: there is no file ${file}`);
  }
  for (const [name, file] of [
    ['registry-auth-file', inputs.registryAuthFile],
    ['ca-certificates', inputs.caCertificates],
  ] as const) {
    if (file !== undefined && !isFile(file)) problems.push(`${name}: there is no file ${file}`);
  }
  if (inputs.baseConfig !== undefined && isLocal(inputs.baseConfig) && !existsSync(inputs.baseConfig)) {
    problems.push(`base-config: there is no directory ${inputs.baseConfig}`);
  }
  if (globs.length > 0 && inputs.overrideRpms.length === 0) {
    problems.push(`override-rpms: no file matches ${globs.join(' ')}`);
  }
  for (const file of inputs.overrideRpms) {
    if (!file.endsWith('.rpm')) problems.push(`override-rpms: ${file} is not an rpm file`);
  }
  return problems;
}
