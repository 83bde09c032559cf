export type { ActiveCapture, Capture, CaptureRefusal, CaptureRequest, LegRequest } from './capture.ts';
