import { Worker } from 'node:worker_threads';
import type { Answer, Call, Message } from './client-thread.ts';
import { ServiceError, type ArtifactService } from './service.ts';

/** The call under way. */
interface Pending {
  readonly onLine: (line: string) => void;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The artifact client in a thread of its own. Its faults end with the thread: after a stall it holds its connections
 * open for good, a file that cannot be read raises an error nobody can catch, it cannot be stopped, and its report
 * does not say which of several uploads it is about.
 *
 * @param env the environment the client sees.
 */
export function connectService(env: NodeJS.ProcessEnv): ArtifactService {
  let worker: Worker | undefined;
  let pending: Pending | undefined;
  let closed = false;

  const fail = (error: Error): void => {
    pending?.reject(error);
    pending = undefined;
  };
  const stop = async (): Promise<void> => {
    const stopped = worker;
    worker = undefined;
    await stopped?.terminate();
    fail(new ServiceError('stopped'));
  };

  const start = async (): Promise<Worker> => {
    // Loaded like this it is a chunk of its own in the bundle, so its address is that of the thread's code.
    const { CLIENT_THREAD, ROLE } = await import('./client-thread.ts');
    const thread = new Worker(CLIENT_THREAD, {
      workerData: ROLE,
      env,
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    thread.on('message', (message: Message) => {
      if (thread !== worker) return;
      if (message.kind === 'line') pending?.onLine(message.line);
      else if (message.kind === 'failure') fail(new ServiceError(message.message, message.facts));
      else {
        pending?.resolve(message.answer);
        pending = undefined;
      }
    });
    // Errors the client raises outside of any promise end the thread.
    thread.on('error', (error: Error) => {
      if (thread === worker) fail(new ServiceError(error.message));
    });
    thread.on('exit', () => {
      if (thread !== worker) return;
      worker = undefined;
      fail(new ServiceError('the artifact client ended without an answer'));
    });
    return thread;
  };

  const call = async (request: Call, onLine: (line: string) => void = () => undefined): Promise<Answer> => {
    if (pending !== undefined) throw new Error('one call at a time');
    worker ??= await start();
    if (closed) {
      await stop();
      throw new ServiceError('stopped');
    }
    const thread = worker;
    try {
      return await new Promise<Answer>((resolve, reject) => {
        pending = { onLine, resolve, reject };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- to a thread, which has no origin
        thread.postMessage(request);
      });
    } catch (error) {
      // What a failed call left behind (connections, buffers) goes with its thread.
      await stop();
      throw error;
    }
  };

  return {
    upload: async (request, onLine) => {
      const answer = await call({ method: 'upload', request }, onLine);
      if (answer.method !== 'upload') throw mixedUp();
      return answer;
    },
    finalize: async (name, content) => {
      const answer = await call({ method: 'finalize', name, content });
      if (answer.method !== 'finalize') throw mixedUp();
      return answer.id;
    },
    list: async () => {
      const answer = await call({ method: 'list' });
      if (answer.method !== 'list') throw mixedUp();
      return answer.artifacts;
    },
    remove: async (name) => {
      await call({ method: 'remove', name });
    },
    close: async () => {
      closed = true;
      await stop();
    },
  };
}

function mixedUp(): Error {
  return new Error('the artifact thread answered another call');
}
