/** A started role: whether it can work, and how it ends. */
export interface RunningRole {
  /** What the role needs to work, by name, and whether it is so. */
  readonly checks: Readonly<Record<string, () => boolean>>;
  stop(): Promise<void>;
}
