/** A directory or file of the machine inside the container. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly readonly?: boolean;
}

/** One run of a container, as plain data: it can be printed, compared and tested without an engine. */
export interface ContainerSpec {
  readonly image: string;
  /** Words after the image: arguments of its entrypoint. */
  readonly command: readonly string[];
  /** Replaces the image's entrypoint. */
  readonly entrypoint?: string;
  /** Replaces the image's user. */
  readonly user?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  readonly devices: readonly string[];
  readonly privileged: boolean;
  /** `--userns` value; absent = the engine's own. */
  readonly userns?: string;
  /** `--group-add` value: a gid, or `keep-groups`. */
  readonly group?: string;
  /** Directory the command starts in; absent = the image's own. */
  readonly workdir?: string;
  readonly network?: 'none';
  /** Keep standard input open: the program inside is talked to. */
  readonly interactive?: boolean;
  /** More engine arguments, from the input of that name. */
  readonly extraArgs: readonly string[];
}

/** Label that every container of ours carries; its value is the id of the run, by which post finds leftovers. */
export const RUN_LABEL = 'io.github.ovirt-node-image.run';

/** What differs between the command lines of the engines. */
export interface ContainerDialect {
  /** Arguments of every run. */
  readonly fixed: readonly string[];
}

/**
 * The argument vector of `podman run` or `docker run` for a container. No argument is ever put together from several
 * values in a way a value could break out of: values follow `=` or stand alone.
 */
export function containerArgv(
  program: string,
  spec: ContainerSpec,
  identity: { readonly name: string; readonly runId: string },
  dialect: ContainerDialect,
): [string, ...string[]] {
  // Both engines refuse a second network; the user knows why he gave one.
  const network = spec.extraArgs.some((arg) => /^--net(work)?(=|$)/.test(arg)) ? undefined : spec.network;
  return [
    program,
    'run',
    '--rm',
    ...(spec.interactive === true ? ['--interactive'] : []),
    `--name=${identity.name}`,
    `--label=${RUN_LABEL}=${identity.runId}`,
    '--pull=never',
    // A bind mount keeps its label; relabelling the user's files would be a lasting change to the machine.
    '--security-opt=label=disable',
    ...(spec.privileged ? ['--privileged'] : []),
    ...(spec.userns === undefined ? [] : [`--userns=${spec.userns}`]),
    ...(spec.user === undefined ? [] : [`--user=${spec.user}`]),
    ...(spec.group === undefined ? [] : [`--group-add=${spec.group}`]),
    ...(network === undefined ? [] : [`--network=${network}`]),
    ...(spec.workdir === undefined ? [] : [`--workdir=${spec.workdir}`]),
    ...spec.devices.map((device) => `--device=${device}`),
    ...dialect.fixed,
    ...spec.mounts.map(
      ({ source, target, readonly }) =>
        `--mount=type=bind,src=${source},dst=${target}${readonly === true ? ',ro=true' : ''}`,
    ),
    ...Object.entries(spec.env).map(([name, value]) => `--env=${name}=${value}`),
    ...(spec.entrypoint === undefined ? [] : [`--entrypoint=${spec.entrypoint}`]),
    ...spec.extraArgs,
    spec.image,
    ...spec.command,
  ];
}
