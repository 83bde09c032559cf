import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api, type LiveCall } from '../api/client.ts';
import { useNotices } from '../ui/feedback.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { useQuestion } from '../ui/question.tsx';

type Action = 'start' | 'keep' | 'pause' | 'resume';

const ICONS = { start: 'clock', keep: 'archive', pause: 'pause', resume: 'play' } as const satisfies Record<
  Action,
  IconName
>;

/** What may be ordered of a running call now. Each order is in force when its button answers. */
export function CallControls({ call: { id, paused, pausedBy, onDemand } }: { call: LiveCall }) {
  const { t } = useTranslation();
  const ask = useQuestion();
  const notices = useNotices();
  const control = api.useMutation('post', '/api/v1/live-calls/{id}/control');
  const order = (action: Action) =>
    control.mutate(
      { params: { path: { id } }, body: { action } },
      {
        onSuccess: ({ pausedByPbx = false }) => {
          const stays = action === 'resume' && pausedByPbx;
          notices.done(t(stays ? 'live.control.pausedByPbx' : `live.control.done.${action}`));
        },
        onError: notices.failed,
      },
    );
  // What was said before is lost then.
  const confirmStart = () =>
    ask(
      { title: t('live.control.startTitle'), text: t('live.control.startText'), confirm: t('live.control.start') },
      () => order('start'),
    );
  const actions: Action[] = [
    ...(onDemand === 'waiting' ? (['keep', 'start'] as const) : []),
    // Only the PBX ends its own pause.
    ...(pausedBy === 'pbx' ? [] : [paused ? ('resume' as const) : ('pause' as const)]),
  ];
  return actions.map((action) => (
    <Button
      key={action}
      size="compact-sm"
      variant="default"
      leftSection={<Icon name={ICONS[action]} size={16} />}
      loading={control.isPending && control.variables.body.action === action}
      disabled={control.isPending}
      onClick={() => (action === 'start' ? confirmStart() : order(action))}
    >
      {t(`live.control.${action}`)}
    </Button>
  ));
}
