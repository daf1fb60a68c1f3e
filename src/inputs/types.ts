import type { ImageKind } from './choices.ts';

/** Everything a build was asked for: read once, checked once, never changed. */
export interface BuildInputs {
  readonly command: 'build';
  /** Absolute path of the user's configuration. */
  readonly config: string;
  /** URLs or absolute paths, in the order they are tried; empty when the config brings all repositories itself. */
  readonly ovirtRelease: readonly string[];
  readonly ovirtReleaseSha256: string | undefined;
  /** URLs or absolute paths. */
  readonly ovirtReleaseKeys: readonly string[];
  readonly ovirtVersion: string | undefined;
  readonly target: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly packages: readonly string[];
  /** Absolute paths of the rpm files the globs stand for. */
  readonly overrideRpms: readonly string[];
  /** YAML text of a mapping, or empty. */
  readonly overrides: string;
  readonly baseConfig: string | undefined;
  readonly baseConfigRef: string | undefined;
  readonly baseConfigPath: string;
  readonly assemblerImage: string | undefined;
  /** Absolute path. */
  readonly registryAuthFile: string | undefined;
  /** Absolute path of a lock file, in place of the configuration's. */
  readonly lock: string | undefined;
  /** Refuse packages no lock file names. */
  readonly lockStrict: boolean;
  /** Secret values of `$NAME` in .repo files. */
  readonly yumVariables: Readonly<Record<string, string>>;
  /** Absolute path of a PEM file. */
  readonly caCertificates: string | undefined;
  readonly engine: 'auto' | 'podman' | 'docker' | 'host';
  readonly engineArgs: readonly string[];
  readonly runMode: 'unprivileged' | 'privileged';
  readonly arch: string;
  readonly version: string | undefined;
  readonly images: readonly ImageKind[];
  readonly branding: string;
  readonly gpgcheck: 'repo' | 'require' | 'off';
  readonly kvm: 'auto' | 'require' | 'off';
  /** MiB. */
  readonly memory: number | undefined;
  readonly verify: 'off' | 'boot';
  /** What a line of the booting system's console has to match. */
  readonly verifyPattern: RegExp;
  /** Minutes. */
  readonly verifyTimeout: number | undefined;
  /** A package older than in the previous build fails this one. */
  readonly failOnDowngrade: boolean;
  /** Bytes the live ISO may have; undefined = no limit. */
  readonly maxIsoSize: number | undefined;
  /** Longest a step of the assembler may take; undefined = no limit. */
  readonly timeoutMinutes: number | undefined;
  /** Absolute path. */
  readonly workDir: string;
  readonly cache: boolean;
  /** MiB. */
  readonly cacheSizeLimit: number;
  readonly upload: boolean;
  readonly overwrite: boolean;
  readonly artifactName: string;
  readonly retentionDays: number | undefined;
  /** `registry/name:tag` the OCI archive is pushed to. */
  readonly push: string | undefined;
  /** Keep an issue that tells of failures of scheduled runs. */
  readonly failureIssue: boolean;
  readonly skipUnchanged: boolean;
  readonly maxAgeDays: number | undefined;
  /** Web address or absolute path of a build's metadata; `none` for no earlier build at all; undefined = find it. */
  readonly previousBuild: string | undefined;
  readonly onForks: boolean;
  readonly githubToken: string | undefined;
}
