/** A text with a step in each line. */
export function stepsOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** A line for a terminal. */
export function isCommand(step: string): boolean {
  return /^(lftp|rclone) /.test(step);
}
