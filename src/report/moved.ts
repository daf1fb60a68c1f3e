import { describeMoved, type MovedPart } from '../fingerprint/compare.ts';
import { code } from './markdown.ts';

/** The parts that moved since an earlier build, as a list in Markdown. */
export function movedMarkdown(moved: readonly MovedPart[]): string {
  return moved.map((part) => `- ${code(describeMoved(part))}`).join('\n');
}
