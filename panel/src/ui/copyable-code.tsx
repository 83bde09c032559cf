import classes from './copyable-code.module.css';
import { CopyButton } from './copy-button.tsx';

interface CopyableCodeProps {
  value: string;
  /** What it is called, for who copies it. */
  what: string;
  /** A secret to be typed off is larger than a line to be copied. */
  size: 'sm' | 'lg';
}

/** Something that is copied character by character: a secret, a key. */
export function CopyableCode({ value, what, size }: CopyableCodeProps) {
  return (
    <div className={classes.box} data-size={size}>
      <code>{value}</code>
      <CopyButton value={value} what={what} />
    </div>
  );
}
