import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { amountText, counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { TrendPoint } from '#app/presenters/overview.server.ts';
import { ChartTooltip } from './chart-tooltip.tsx';
import { axisText, position, TICK } from './scale.ts';

/** Unexplained difference by day: the nearer to the line of zero, the better. */
export default function DifferenceLine({
  points,
  currency,
}: {
  points: readonly TrendPoint[];
  currency: string;
}) {
  const { style } = useFormats();
  const words = (point: TrendPoint) => ({
    title: point.day,
    lines: [
      `${amountText(point.difference, { currency, style, signed: 'always' })} ${currency}`,
      counted(point.exceptions, 'exception', 'exceptions', style),
    ],
  });
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart
        accessibilityLayer={false}
        data={[...points]}
        margin={{ top: 8, right: 24, bottom: 0, left: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          tick={TICK}
          dataKey="day"
          tickFormatter={(day: string) => day.slice(5)}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
          minTickGap={24}
        />
        <YAxis
          tick={TICK}
          domain={['auto', 'auto']}
          tickFormatter={(value: number) => axisText(value, style)}
          tickLine={false}
          axisLine={false}
          width={52}
        />
        <ReferenceLine y={0} stroke="var(--tied-mark)" ifOverflow="extendDomain" />
        <Tooltip
          content={<ChartTooltip words={words} />}
          cursor={{ stroke: 'var(--line-strong)' }}
          isAnimationActive={false}
        />
        <Line
          type="linear"
          dataKey={(point: TrendPoint) => position(point.difference)}
          stroke="var(--open-mark)"
          strokeWidth={2}
          dot={{ r: 2.5, fill: 'var(--open-mark)', strokeWidth: 0 }}
          activeDot={{ r: 4 }}
          isAnimationActive={false}
        />
      </LineChart>
    </ResponsiveContainer>
  );
}
