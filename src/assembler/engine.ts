import type { ContainerSpec } from './container.ts';
import type { PulledImage } from './pull.ts';

/** Names of the engines there are; the input `engine` takes them, and `auto`. */
export type EngineName = 'podman' | 'docker' | 'host';

/** What runs the assembler on this machine, as plain data. What it does is in its {@link EngineDriver}. */
export interface Engine {
  readonly name: EngineName;
  /** What is started; for `host` it is the assembler itself. */
  readonly program: string;
  readonly version: string;
  /** True when the users of its containers are those of the machine: root runs it, or its daemon does. */
  readonly rootful: boolean;
  /** Name of the OCI runtime below it (`crun`, `runc`), where the engine says. */
  readonly runtime?: string;
  /** Absolute path of the directory it keeps images and containers in, where it says; on its daemon's machine. */
  readonly store?: string;
}

/** An engine that works here. */
export interface FoundEngine {
  readonly engine: Engine;
  /** How it was found, for the log: `podman 4.9.3 (crun) answers, rootless`. */
  readonly found: string;
  /** What is known to be wrong with it; see known-bad.ts. */
  readonly warnings: readonly string[];
}

/** A program to start, whatever the engine. */
export interface Command {
  readonly argv: readonly [string, ...string[]];
  /** Replaces the whole environment when given. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** By what a running step is found again. */
export interface Identity {
  readonly name: string;
  readonly runId: string;
}

/** What the names of everything a run starts begin with. */
export function namesOf(runId: string): string {
  return `ovirt-node-image-${runId}-`;
}

/** Identity of a part of a run: the id of a step, `probe`, `boot`. */
export function identityOf(runId: string, part: string): Identity {
  return { name: `${namesOf(runId)}${part}`, runId };
}

/** uid and gid of the user the assembler's image runs as. */
export const BUILDER_UID = 1000;

/** Owners of the work directory, as `uid:gid` inside the container; absent = it is right as it is. */
export interface Ownership {
  /** Given to before the first step, so that the builder can write. */
  readonly before?: string;
  /** Given to after the last step, so that whoever called can read, move and remove what was made. */
  readonly after?: string;
  /** `--userns` of every container. */
  readonly userns?: string;
}

/**
 * With whose rights a step opens a device of the machine:
 * - `caller`: those of this process;
 * - `caller-with-groups`: the same, once the container is told to keep the groups;
 * - `caller-without-groups`: the same without supplementary groups;
 * - `builder`: uid 1000 of the machine, to which groups can be added;
 * - `stranger`: a uid nobody else has.
 */
export type DeviceAccess = 'caller' | 'caller-with-groups' | 'caller-without-groups' | 'builder' | 'stranger';

/** What an image that was pulled is. */
export interface ImageIdentity extends Pick<PulledImage, 'digest' | 'pinned'> {
  /** As images name it: `amd64`; empty where unknown. */
  readonly arch: string;
}

/** An engine's behaviour. One module each, all of them in the list of engines/list.ts. */
export interface EngineDriver {
  readonly name: EngineName;
  /** Steps see the directories under the container's own paths; else where they are. */
  readonly contained: boolean;
  /** @throws UserError that says why it cannot be used here, and what would help. */
  find(): Promise<FoundEngine>;
  ownership(engine: Engine): Ownership;
  /** Variables that make the engine pull with the logins of a file. @throws UserError for a file it cannot read. */
  loginEnv(authFile: string): Readonly<Record<string, string>>;
  deviceAccess(engine: Engine): DeviceAccess;
  command(engine: Engine, spec: ContainerSpec, identity: Identity): Command;
  /** Asks a running step to end, and after five seconds makes it; `kill` makes it at once. */
  stop(engine: Engine, name: string, kill: boolean): Promise<void>;
  /** Sees to it that nothing of a stopped step is left. */
  remove(engine: Engine, name: string): Promise<void>;
  /** Ends whatever a run left. @returns how many containers or processes that were. */
  removeRun(runId: string): Promise<number>;
  /** @throws UserError when the image is not there. */
  identify(engine: Engine, reference: string): Promise<ImageIdentity>;
  /** What helps where there is no room for images; absent = none are kept. */
  readonly roomAdvice?: string;
  /** The assembler that is here already; absent = it has to be pulled. */
  readonly present?: () => Promise<PulledImage>;
}
