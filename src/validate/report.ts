export { sarif } from './sarif.ts';
export { validateJson } from './json.ts';
export { validateText } from './text.ts';
export { isFailure } from './verdict.ts';
