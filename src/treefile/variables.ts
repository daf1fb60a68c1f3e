import type { VariableValue } from './conditions.ts';
import { keyText, type Located } from './located.ts';
import type { Origin } from './types.ts';

/** A variable and where it was defined; one given from outside has no place. */
export interface Variable {
  readonly value: VariableValue;
  readonly origin: Origin | undefined;
}

/** The variables of a run: one map for all files, where the first definition wins, whoever makes it. */
export class Variables {
  readonly #values = new Map<string, VariableValue>();
  readonly #origins = new Map<string, Origin>();

  /** @param initial given from outside; they beat everything a treefile defines */
  constructor(initial: Readonly<Record<string, string>> = {}) {
    for (const [name, value] of Object.entries(initial)) this.#values.set(name, value);
  }

  /** The values alone, as conditions and substitution need them. */
  get values(): ReadonlyMap<string, VariableValue> {
    return this.#values;
  }

  /** Takes what a file defines; its basearch and releasever are variables too. */
  take(keys: ReadonlyMap<string, Located>): void {
    for (const { key, value } of keys.get('variables')?.entries ?? [])
      this.define(keyText(key), value, key.origin);
    for (const name of ['basearch', 'releasever']) {
      const value = keys.get(name);
      if (value !== undefined) this.define(name, value, value.origin);
    }
  }

  /** Defines one, unless it is defined already. */
  define(name: string, { scalar, implied }: Located, origin: Origin): void {
    if (this.#values.has(name)) return;
    if (typeof scalar !== 'string' && typeof scalar !== 'bigint' && typeof scalar !== 'boolean') return;
    this.#values.set(name, scalar);
    if (implied !== 'basearch') this.#origins.set(name, origin);
  }

  /** Each with its place, in the order of their names as upstream keeps them. */
  all(): Map<string, Variable> {
    return new Map(
      [...this.#values].map(([name, value]) => [name, { value, origin: this.#origins.get(name) }]),
    );
  }
}
