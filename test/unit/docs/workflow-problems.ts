import { parse } from 'yaml';
import { isObject, type JsonObject } from '../../../src/json.ts';

/** What is wrong with the shape of a workflow, a line each. */
export function problemsOf(text: string): string[] {
  const workflow: unknown = parse(text);
  if (!isObject(workflow) || !isObject(workflow['jobs'])) return ['no jobs'];
  const problems: string[] = [];
  const { permissions } = workflow;
  if (!isObject(permissions)) problems.push('permissions: expected a mapping for the whole workflow');
  else if (Object.values(permissions).some((value) => value !== 'read' && value !== 'none'))
    problems.push('permissions: more than reading for all jobs');
  for (const [name, job] of Object.entries(workflow['jobs'])) {
    if (!isObject(job)) problems.push(`${name}: no mapping`);
    else problems.push(...problemsOfJob(name, job));
  }
  return problems;
}

function problemsOfJob(name: string, job: JsonObject): string[] {
  const problems: string[] = [];
  // A job that calls a reusable workflow has its limits there.
  if (job['uses'] === undefined && typeof job['timeout-minutes'] !== 'number')
    problems.push(`${name}: no timeout-minutes`);
  const steps = Array.isArray(job['steps']) ? job['steps'].filter(isObject) : [];
  for (const { uses, run, with: given } of [job, ...steps]) {
    if (typeof uses === 'string' && !uses.startsWith('./') && !/^[\w./-]+@[0-9a-f]{40}$/.test(uses))
      problems.push(`${name}: ${uses} is not pinned by a full commit id`);
    if (typeof uses === 'string' && uses.startsWith('actions/checkout@')) {
      if (!isObject(given) || given['persist-credentials'] !== false)
        problems.push(`${name}: the checkout keeps its credentials`);
    }
    // A value written into a script is read as script; from the environment it is only a value.
    if (typeof run === 'string' && run.includes('${{')) problems.push(`${name}: an expression in a script`);
  }
  return problems;
}
