/** A program to run, under a name. */
export interface Part {
  readonly title: string;
  readonly argv: readonly string[];
  /** Title of the part of another lane it waits for. */
  readonly after?: string;
}

/** How a part ended. */
export interface RanPart<T extends Part> {
  readonly part: T;
  /** Undefined for one that went well. */
  readonly problem: string | undefined;
  readonly seconds: number;
}

export function runLanes<T extends Part>(
  lanes: readonly (readonly T[])[],
  options: Readonly<Record<string, unknown>>,
  write: (text: string) => void,
): Promise<RanPart<T>[]>;
