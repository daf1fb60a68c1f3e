/**
 * The text with `$name` and `${name}` of a .repo file filled in. What is not defined stays as it is, as libdnf leaves
 * it.
 */
export function fillVariables(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, plain?: string) => {
    const name = braced ?? plain ?? '';
    return (Object.hasOwn(variables, name) ? variables[name] : undefined) ?? whole;
  });
}

/** Names a text still has variables of; empty when all were filled in. */
export function openVariables(text: string): string[] {
  return [...text.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)].map(([, braced, plain]) => braced ?? plain ?? '');
}

/** What every repository may use besides what is given: the architecture, and the parts of the release. */
export function repositoryVariables(
  given: Readonly<Record<string, string>>,
  basearch: string,
): Readonly<Record<string, string>> {
  const [, major, minor] = /^([^.]*)(?:\.(.*))?$/.exec(given['releasever'] ?? '') ?? [];
  return {
    ...(major === undefined || major === '' ? {} : { releasever_major: major }),
    ...(minor === undefined ? {} : { releasever_minor: minor }),
    ...given,
    basearch,
    arch: basearch,
  };
}
