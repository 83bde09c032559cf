/** A listing's argument without the options of ls that clients send (`LIST -la folder`); no name here begins with a dash. */
export function withoutOptions(argument: string): string {
  return argument.replace(/^(-\S*(\s+|$))+/, '');
}
