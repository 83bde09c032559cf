import type { UseFormReturnType } from '@mantine/form';
import type { TargetValues } from './target-values.ts';

/** The form of the target, as its parts see it. */
export type TargetForm = UseFormReturnType<TargetValues>;
