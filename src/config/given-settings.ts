const PREFIX = 'FONOTEKA_';

/** Variables that are not settings: of the tests, of the backup scripts and the installed command, and what Kubernetes gives a pod for a service `fonoteka…`. */
const NOT_SETTINGS =
  /^FONOTEKA_(TEST_\w+|SOAK_\w+|COMMAND|PROGRAM|\w*SERVICE_(HOST|PORT)\w*|\w*PORT_\d+_(TCP|UDP)\w*)$/;
/** The address that Kubernetes gives a pod for a port of a service. */
const SERVICE_ADDRESS = /^(tcp|udp):\/\//;
/** Keys, passwords, and addresses with a login. */
const SECRET = /(URL|ENDPOINT|KEY|KEYS|SECRET|PASSWORD|TOKEN)$/;
/** In whatever setting: a login, or a mail address. */
const LOGIN = /@/;
const MAX_QUOTED = 60;
/** A third of the letters wrong, at most: more is another word. */
const MOST_WRONG = 1 / 3;

/** YAML has numbers and booleans; the environment only has strings. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether its value must not be repeated by a message. */
export function isSecret(name: string, value: string): boolean {
  return SECRET.test(name) || LOGIN.test(value);
}

export function quoted(value: string): string {
  return JSON.stringify(value.length > MAX_QUOTED ? `${value.slice(0, MAX_QUOTED)}…` : value);
}

/** The variables of the environment that look like settings and are none. */
export function unknownVariables(
  environment: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): string[] {
  return Object.entries(environment).flatMap(([name, value]) => {
    const isOther = NOT_SETTINGS.test(name) || SERVICE_ADDRESS.test(value ?? '');
    return name.startsWith(PREFIX) && !known.includes(name) && !isOther ? [name] : [];
  });
}

/** That there is no such setting, and which one may be meant. */
export function unknownProblem(name: string, known: readonly string[]): string {
  const distances = known.map((other) => ({ other, wrong: editDistance(bare(name), bare(other)) }));
  const nearest = distances.reduce((best, next) => (next.wrong < best.wrong ? next : best));
  const isNear = nearest.wrong <= bare(name).length * MOST_WRONG;
  return `${name}: there is no such setting${isNear ? `; did you mean ${nearest.other}?` : ', see docs/configuration.md'}`;
}

const bare = (name: string): string => name.replace(PREFIX, '');

/** How many letters must be changed, added, removed, or exchanged with the next one (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const next = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      const least = Math.min(last[column]! + 1, next[column - 1]! + 1, last[column - 1]! + same);
      const isExchanged = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next.push(isExchanged ? Math.min(least, before[column - 2]! + 1) : least);
    }
    [before, last] = [last, next];
  }
  return last[b.length]!;
}
