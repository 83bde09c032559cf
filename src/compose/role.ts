/** A started role: where it listens, whether it can work, and how it ends. */
export interface RunningRole {
  /** What the role needs to work, by name. Throws or rejects where it cannot. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  stop(): Promise<void>;
}
