import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runAction, type ActionRun } from '../lab/action.ts';
import { startArtifactService } from '../lab/artifacts/service.ts';
import type { Lab } from '../lab/lab.ts';
import { startGithub, type GithubServer } from '../support/github/server.ts';

const TOKEN = 'ghs_nights0123456789';
const WORKFLOW = '.github/workflows/nightly.yml';

/** What is different about a night. */
export interface NightOptions {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The payload of the event. */
  readonly event?: object;
  /** The run is not listed afterwards: nobody can find what it made. */
  readonly unlisted?: boolean;
}

/** How a night went. */
export interface Night extends ActionRun {
  readonly run: number;
  readonly seconds: number;
  /** What the engine asked the registry for: its pulls, and nobody else's questions. */
  readonly pulls: readonly string[];
  /** Names of the artifacts it made. */
  readonly artifacts: readonly string[];
}

/** Scheduled runs of one workflow on one branch, each on a fresh machine, with what GitHub knows of those before. */
export class Nights {
  readonly #lab: Lab;
  readonly #services: { close(): Promise<void> }[] = [];
  readonly github: GithubServer;
  #next = 1;

  private constructor(lab: Lab, github: GithubServer) {
    this.#lab = lab;
    this.github = github;
  }

  static async start(lab: Lab): Promise<Nights> {
    return new Nights(lab, await startGithub(TOKEN));
  }

  /** Runs the action once, as a schedule does. */
  async night(options: NightOptions = {}): Promise<Night> {
    const run = 4000 + this.#next;
    this.#next += 1;
    const dir = await this.#lab.runDir(`night-${run}`);
    const service = await startArtifactService({ dir: join(dir, 'artifacts'), firstId: run * 100 });
    this.#services.push(service);
    const event = join(dir, 'event.json');
    await writeFile(
      event,
      JSON.stringify(options.event ?? { schedule: '0 3 * * *', repository: { fork: false } }),
    );
    const before = (await this.#lab.registryLog()).length;
    const started = performance.now();
    const result = await runAction('main', {
      dir,
      inputs: {
        ...this.#lab.inputs,
        images: 'commit-tarball',
        'skip-unchanged': 'true',
        'failure-issue': 'true',
        'github-token': TOKEN,
        ...options.inputs,
      },
      env: {
        ...this.#lab.env,
        ...service.env,
        GITHUB_API_URL: this.github.url,
        GITHUB_RUN_ID: String(run),
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_SHA: 'a'.repeat(40),
        GITHUB_EVENT_NAME: 'schedule',
        GITHUB_EVENT_PATH: event,
        GITHUB_REF: 'refs/heads/main',
        GITHUB_REF_NAME: 'main',
        GITHUB_WORKFLOW_REF: `ovirt/some-node/${WORKFLOW}@refs/heads/main`,
        ...options.env,
      },
    });
    const seconds = (performance.now() - started) / 1000;
    const log = await this.#lab.registryLog();
    const made = service.list();
    if (options.unlisted !== true) {
      const conclusion = result.exitCode === 0 ? 'success' : 'failure';
      const { runs, artifacts } = this.github.actions;
      runs.unshift({ id: run, path: WORKFLOW, event: 'schedule', branch: 'main', conclusion });
      artifacts.unshift(
        ...made.map(({ id, name, size, digest }) => ({
          id,
          name,
          run,
          size,
          digest,
          expired: false,
          zipUrl: service.downloadUrl(name),
        })),
      );
    }
    return {
      ...result,
      run,
      seconds,
      pulls: log.slice(before - 1).filter((line) => line.includes('"containers/')),
      artifacts: made.map(({ name }) => name),
    };
  }

  /** @throws Error for requests or answers that are not as GitHub describes them */
  async close(): Promise<void> {
    for (const service of this.#services) await service.close();
    await this.github.close();
    if (this.github.problems.length > 0) throw new Error(this.github.problems.join('\n'));
  }
}
