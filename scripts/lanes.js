// Plain JavaScript without dependencies, like all that runs before node_modules is there.
import { spawn } from 'node:child_process';

/**
 * Runs lanes of parts side by side; within a lane one part follows the other, and the first that fails ends the lane.
 * What the first lane prints is seen at once; the others' is kept and printed part by part once the first has ended,
 * so that no two run into each other. A part that comes `after` one of another lane waits for it, and is not run, nor
 * what follows it, where that did not end well.
 *
 * @param lanes lists of `{ title, argv, after, … }`; `after`, a title, may be missing
 * @param write takes text for standard output
 * @returns for each part that ran `{ part, problem, seconds }`; `problem` is undefined for one that went well
 */
export async function runLanes(lanes, options, write) {
  let kept = '';
  let open = false;
  const later = (text) => {
    if (open) write(text);
    else kept += text;
  };
  const ends = new Map(lanes.flat().map(({ title }) => [title, deferred()]));
  const first = async () => {
    const done = await runLane(lanes[0] ?? [], ends, options, write);
    open = true;
    write(kept);
    return done;
  };
  const others = lanes.slice(1).map((lane) => runLane(lane, ends, options, later));
  return (await Promise.all([first(), ...others])).flat();
}

/** A promise and what resolves it; Node.js 20 has nothing of its own for that. */
function deferred() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

async function runLane(lane, ends, options, write) {
  const done = [];
  for (const part of lane) {
    if (part.after !== undefined && !(await ends.get(part.after).promise)) break;
    write(`\n=== ${part.title}\n`);
    const started = Date.now();
    const problem = await runPart(part, options, write);
    const seconds = (Date.now() - started) / 1000;
    write(`=== ${part.title}: ${problem ?? 'ok'}, ${seconds.toFixed(1)} s\n`);
    done.push({ part, problem, seconds });
    ends.get(part.title).resolve(problem === undefined);
    if (problem !== undefined) break;
  }
  // What was not run has not ended well either; the others have told.
  for (const { title } of lane) ends.get(title).resolve(false);
  return done;
}

async function runPart({ argv }, options, write) {
  const [program, ...args] = argv;
  return await new Promise((resolve) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', write);
    child.once('error', (error) => resolve(`failed: ${error.message}`));
    child.once('close', (status, signal) => {
      if (status === 0) resolve(undefined);
      else resolve(signal === null ? `failed with exit code ${status}` : `ended by ${signal}`);
    });
  });
}
