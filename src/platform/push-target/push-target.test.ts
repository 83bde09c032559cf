import { MemoryPushTarget } from '../../../test/kit/memory-push-target.ts';
import { pushTargetContract } from './push-target.contract.ts';

const target = new MemoryPushTarget();

pushTargetContract('the fake', () => ({
  connect: (signal = new AbortController().signal) => target.connect(null, { signal }),
  resumes: true,
}));
