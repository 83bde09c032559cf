export interface BenchArguments {
  readonly names: readonly string[];
  /** For each of the benchmarks. */
  readonly options: readonly string[];
  /** Null: measure, compare nothing. */
  readonly compare: { readonly ref: string; readonly rounds: number } | null;
}

const DEFAULT_ROUNDS = 3;
const MAX_ROUNDS = 100;

/** Throws an error that says what is wrong. `--compare REF` and `--compare=REF` are the same. */
export function benchArguments(words: readonly string[], known: readonly string[]): BenchArguments {
  const names: string[] = [];
  const options: string[] = [];
  let ref: string | null = null;
  let rounds: number | null = null;
  for (let at = 0; at < words.length; at++) {
    const [option, value = words[at + 1]] = splitOption(words[at]!);
    const takeValue = (): string => {
      if (value === undefined || value === '' || value.startsWith('-')) throw new Error(`${option} needs a value`);
      if (!words[at]!.includes('=')) at += 1;
      return value;
    };
    if (option === '--compare') ref = takeValue();
    else if (option === '--rounds') rounds = roundsOf(takeValue());
    else if (option.startsWith('-')) options.push(words[at]!);
    else names.push(option);
  }
  for (const name of names) {
    if (!known.includes(name)) throw new Error(`there is no benchmark ${name}; there are ${known.join(', ')}`);
  }
  if (ref === null && rounds !== null) throw new Error('--rounds is for --compare');
  if (ref === null) return { names: names.length === 0 ? known : names, options, compare: null };
  if (names.length === 0) throw new Error('--compare needs the names of benchmarks: all of them take hours');
  if (options.some((option) => option.startsWith('--json')))
    throw new Error('--compare prints both sides; it has no --json');
  return { names, options, compare: { ref, rounds: rounds ?? DEFAULT_ROUNDS } };
}

function splitOption(word: string): [string, string?] {
  const end = word.indexOf('=');
  return word.startsWith('--') && end > 0 ? [word.slice(0, end), word.slice(end + 1)] : [word];
}

function roundsOf(value: string): number {
  const rounds = Number(value);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > MAX_ROUNDS)
    throw new Error(`--rounds is a number from 1 to ${MAX_ROUNDS}`);
  return rounds;
}
