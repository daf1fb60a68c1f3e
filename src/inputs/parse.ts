import { join } from 'node:path';
import { ARCHES } from '../arch.ts';
import { checkImageReference, checkPushReference } from '../assembler/reference.ts';
import { checkBrand } from '../config-tree/branding.ts';
import { checkOverrideKeys } from '../config-tree/overrides.ts';
import { checkPackages } from '../config-tree/packages.ts';
import { checkBasePath } from '../config-tree/place.ts';
import { checkVariables } from '../config-tree/placeholders.ts';
import { UserError } from '../errors.ts';
import { checkWorkDir } from '../runner/work-dir.ts';
import { COMMANDS, ENGINES, GPGCHECKS, IMAGE_KINDS, KVM_MODES, RUN_MODES, VERIFICATIONS } from './choices.ts';
import { asByteSize } from './byte-size.ts';
import { fileProblems } from './files.ts';
import type { InputSpec } from './input-spec.ts';
import { localSources } from './local-sources.ts';
import { lockProblems } from './lock.ts';
import { asMountablePath, asPath } from './paths.ts';
import { readValue, refuseAll, type ValueReader } from './read-value.ts';
import { INPUTS, type InputName, type RawInputs } from './schema.ts';
import { asDownloads, asPlace, asRef, asRepository } from './sources.ts';
import { togetherProblems } from './together.ts';
import type { BuildInputs } from './types.ts';
import { asYumVariables } from './yum-variables.ts';
import {
  asArguments,
  asBoolean,
  asInteger,
  asLines,
  asList,
  asPairs,
  asPattern,
  asSha256,
  asTarget,
  asToken,
  asWord,
  matching,
  oneOf,
  refuseOption,
  someOf,
} from './values.ts';

/** What the parser needs to know of the surroundings; handed in so that a test can say it. */
export interface InputContext {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** rpm's name of the machine's architecture. */
  readonly hostArch: string;
  /** Nothing is composed, so the machine's architecture decides nothing but the default. */
  readonly renderOnly?: boolean;
  /** What is wrong with how they were given; told together with what is wrong with them. One text each. */
  readonly problems?: readonly string[];
  /** Files a glob stands for, absolute. */
  readonly glob: (patterns: readonly string[]) => Promise<string[]>;
  /**
   * Problems of the configuration that can be seen before anything is fetched, one text each.
   *
   * @param refused inputs that were given and are not usable; they look as if they had not been given.
   */
  readonly checkConfig: (inputs: BuildInputs, refused: ReadonlySet<InputName>) => Promise<string[]>;
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
  const problems: string[] = [...(context.problems ?? [])];
  const refused = new Set<InputName>();
  /** Runs one reader, keeping its complaint; `fallback` only lets the remaining checks go on. */
  const read = <T>(name: InputName, reader: ValueReader<T>, fallback: T): T => {
    const before = problems.length;
    const value = readValue(specOf(name), raw[name], { reader, fallback, problems });
    if (problems.length > before) refused.add(name);
    return value;
  };
  const path = asPath(context.cwd);
  const mountable = asMountablePath(context.cwd);

  read('command', oneOf(COMMANDS), 'build');
  const config = read('config', path, context.cwd);
  const kvm = read('kvm', oneOf(KVM_MODES), 'auto');
  const imagesGiven = read('images', someOf(IMAGE_KINDS), ['live-iso', 'commit-tarball']);
  const globs = read(
    'override-rpms',
    (spec, text) => asLines(text).map((line) => refuseOption(spec, line)),
    [],
  );
  const inputs: BuildInputs = {
    command: 'build',
    config,
    ovirtRelease: read('ovirt-release', asDownloads(context.cwd, ['https', 'http']), []),
    ovirtReleaseSha256: read('ovirt-release-sha256', asSha256, undefined),
    ovirtReleaseKeys: read('ovirt-release-key', asDownloads(context.cwd, ['https']), []),
    ovirtVersion: read(
      'ovirt-version',
      matching(/^[A-Za-z0-9][\w.+~-]*$/, 'a version such as 4.5 or master'),
      undefined,
    ),
    target: read('target', asTarget, undefined),
    variables: read('variables', checked(asPairs, checkVariables), {}),
    packages: read('packages', checked(asList, checkPackages), []),
    overrideRpms: globs.length === 0 ? [] : await context.glob(globs),
    overrides: read('overrides', checked(asText, checkOverrideKeys), ''),
    baseConfig: read('base-config', asRepository(context.cwd), undefined),
    baseConfigRef: read('base-config-ref', asRef, undefined),
    baseConfigPath: read('base-config-path', checked(asWord, checkBasePath), 'fedora-coreos-config'),
    assemblerImage: read('assembler-image', checked(asWord, checkImageReference), undefined),
    registryAuthFile: read('registry-auth-file', path, undefined),
    lock: read('lock', path, undefined),
    lockStrict: read('lock-strict', asBoolean, false),
    yumVariables: read('yum-variables', asYumVariables, {}),
    caCertificates: read('ca-certificates', path, undefined),
    engine: read('engine', oneOf(ENGINES), 'auto'),
    engineArgs: read('engine-args', asArguments, []),
    runMode: read('run-mode', oneOf(RUN_MODES), kvm === 'off' ? 'privileged' : 'unprivileged'),
    arch: read('arch', oneOf(ARCHES), context.hostArch),
    version: read('version', matching(/^[A-Za-z0-9][\w.+~-]*$/, 'letters, digits and . _ + ~ -'), undefined),
    images: IMAGE_KINDS.filter((kind) => imagesGiven.includes(kind)),
    branding: read('branding', checked(asText, checkBrand), 'auto'),
    gpgcheck: read('gpgcheck', oneOf(GPGCHECKS), 'repo'),
    kvm,
    memory: read('memory', asInteger, undefined),
    verify: read('verify', oneOf(VERIFICATIONS), 'off'),
    verifyPattern: read('verify-pattern', asPattern, /login:/),
    verifyTimeout: read('verify-timeout-minutes', asInteger, undefined),
    failOnDowngrade: read('fail-on-downgrade', asBoolean, false),
    maxIsoSize: read('max-iso-size', asByteSize, undefined),
    timeoutMinutes: read('timeout-minutes', asInteger, undefined),
    workDir: read('work-dir', mountable, defaultWorkDir(context)),
    cache: read('cache', asBoolean, false),
    cacheSizeLimit: read('cache-size-limit', asInteger, 4096),
    upload: read('upload', asBoolean, true),
    overwrite: read('overwrite', asBoolean, false),
    artifactName: read(
      'artifact-name',
      matching(/^[A-Za-z0-9][\w.+~-]*$/, 'letters, digits and . _ + ~ -'),
      'ovirt-node-image',
    ),
    retentionDays: read('retention-days', asInteger, undefined),
    push: read('push', checked(asWord, checkPushReference), undefined),
    failureIssue: read('failure-issue', asBoolean, false),
    skipUnchanged: read('skip-unchanged', asBoolean, false),
    maxAgeDays: read('max-age-days', asInteger, undefined),
    previousBuild: read('previous-build', asPlace(context.cwd), undefined),
    onForks: read('on-forks', asBoolean, false),
    githubToken: read('github-token', asToken, undefined),
  };

  problems.push(
    ...togetherProblems(inputs, raw, context.renderOnly === true ? undefined : context.hostArch),
    ...fileProblems(inputs, globs),
    ...workDirProblems(inputs),
    ...(await lockProblems(inputs)),
    ...(await context.checkConfig(inputs, refused)),
  );
  refuseAll(problems);
  return inputs;
}

/** The text as it is. */
function asText(_spec: InputSpec, text: string): string {
  return text;
}

/** A reader whose value is looked at by whoever will use it. */
function checked<T>(reader: ValueReader<T>, check: (value: T) => void): ValueReader<T> {
  return (spec, text) => {
    const value = reader(spec, text);
    check(value);
    return value;
  };
}

/** Work goes where the runner has room and cleans up, never to the system's /tmp, which may be a small tmpfs. */
function defaultWorkDir({ env, cwd }: InputContext): string {
  const temp = env['RUNNER_TEMP'];
  return temp === undefined || temp === '' ? join(cwd, '.ovirt-node-image') : join(temp, 'ovirt-node-image');
}

function workDirProblems(inputs: BuildInputs): string[] {
  try {
    checkWorkDir(inputs.workDir, localSources(inputs));
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [error.message];
  }
}
