// Plain JavaScript without dependencies, like all that runs before node_modules is there.
import { spawn } from 'node:child_process';

/**
 * Runs lanes of parts side by side; within a lane one part follows the other, and the first that fails ends the lane.
 * What the first lane prints is seen at once; the others' is kept and printed part by part once the first has ended,
 * so that no two run into each other.
 *
 * @param lanes lists of `{ title, argv, … }`
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
  const first = async () => {
    const done = await runLane(lanes[0] ?? [], options, write);
    open = true;
    write(kept);
    return done;
  };
  const others = lanes.slice(1).map((lane) => runLane(lane, options, later));
  return (await Promise.all([first(), ...others])).flat();
}

async function runLane(lane, options, write) {
  const done = [];
  for (const part of lane) {
    write(`\n=== ${part.title}\n`);
    const started = Date.now();
    const problem = await runPart(part, options, write);
    const seconds = (Date.now() - started) / 1000;
    write(`=== ${part.title}: ${problem ?? 'ok'}, ${seconds.toFixed(1)} s\n`);
    done.push({ part, problem, seconds });
    if (problem !== undefined) break;
  }
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
