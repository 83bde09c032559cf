import type { CanvasElement, Content } from 'pdfmake/interfaces.js';

/** A bar of a chart: all calls, and those of them that were missed. */
export interface ReportBar {
  readonly label: string;
  readonly calls: number;
  readonly missed: number;
}

const WIDTH = 515;
const HEIGHT = 100;
/** For the labels of the axis. */
const LEFT = 30;
const MISSED_COLOUR = '#e8590c';
/** More labels than this would overlap. */
const MAX_LABELS = 16;
const LABEL_WIDTH = 40;

/** Bars, drawn as vectors. */
export function barChart(bars: readonly ReportBar[], color: string): Content {
  const most = Math.max(1, ...bars.map(({ calls }) => calls));
  const step = (WIDTH - LEFT) / Math.max(1, bars.length);
  const rect = (value: number, index: number, fill: string): CanvasElement[] => {
    const h = (value / most) * HEIGHT;
    return value === 0
      ? []
      : [{ type: 'rect', x: LEFT + step * (index + 0.15), y: HEIGHT - h, w: step * 0.7, h, color: fill }];
  };
  const line = (y: number): CanvasElement => ({
    type: 'line',
    x1: LEFT,
    y1: y,
    x2: WIDTH,
    y2: y,
    lineWidth: 0.5,
    lineColor: '#adb5bd',
  });
  const every = Math.ceil(bars.length / MAX_LABELS);
  return {
    unbreakable: true,
    stack: [
      label(String(most), 0, 0, LEFT - 4, 'right'),
      label('0', 0, HEIGHT - 8, LEFT - 4, 'right'),
      ...bars.flatMap((bar, index) =>
        index % every === 0
          ? [label(bar.label, LEFT + step * (index + 0.5) - LABEL_WIDTH / 2, HEIGHT + 3, LABEL_WIDTH, 'center')]
          : [],
      ),
      {
        canvas: [
          line(0),
          ...bars.flatMap(({ calls }, index) => rect(calls, index, color)),
          ...bars.flatMap(({ missed }, index) => rect(missed, index, MISSED_COLOUR)),
          line(HEIGHT),
        ],
        margin: [0, 0, 0, 12],
      },
    ],
  };
}

function label(text: string, x: number, y: number, width: number, alignment: 'center' | 'right'): Content {
  return {
    columns: [{ text, width, alignment, fontSize: 7, color: '#495057' }],
    relativePosition: { x, y },
  };
}
