import { z } from 'zod';
import { NO_RECORDING_REASONS } from '../../recording/index.ts';

export const NoRecordingReason = z.enum(NO_RECORDING_REASONS).meta({ id: 'NoRecordingReason' });
