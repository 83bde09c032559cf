import { MemoryPushTarget } from '../../../test/kit/memory-push-target.ts';
import { mayNotLookContract } from './may-not-look.contract.ts';
import { pushTargetContract } from './push-target.contract.ts';

const target = new MemoryPushTarget();

pushTargetContract('the fake', () => ({
  connect: (signal = new AbortController().signal) => target.connect(null, { signal }),
  resumes: true,
}));

const blind = new MemoryPushTarget();
blind.isBlind = true;

mayNotLookContract('the fake', () => ({
  connect: () => blind.connect(null, { signal: new AbortController().signal }),
  contentAt: async (path) => blind.files.get(path) ?? null,
  verifies: 'nothing',
}));
