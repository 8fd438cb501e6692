import {
  Bar,
  BarChart,
  CartesianGrid,
  LabelList,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { amountText, counted } from '#app/format/amount.ts';
import { useFormats } from '#app/format/format-context.tsx';
import type { AgeBucket } from '../overview/ageing.tsx';
import { ChartTooltip } from './chart-tooltip.tsx';
import { axisText, position, TICK } from './scale.ts';

/** Sum of open differences by age, the number of exceptions written on each bar. */
export default function AgeBars({ buckets, currency }: { buckets: readonly AgeBucket[]; currency: string }) {
  const { style } = useFormats();
  const words = (bucket: AgeBucket) => ({
    title: bucket.label,
    lines: [
      `${amountText(bucket.absolute, { currency, style })} ${currency}`,
      counted(bucket.count, 'exception', 'exceptions', style),
    ],
  });
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        accessibilityLayer={false}
        data={[...buckets]}
        margin={{ top: 18, right: 4, bottom: 0, left: 0 }}
        barCategoryGap="28%"
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          tick={TICK}
          dataKey="label"
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
          interval={0}
        />
        <YAxis
          tick={TICK}
          tickFormatter={(value: number) => axisText(value, style)}
          tickLine={false}
          axisLine={false}
          width={52}
        />
        <Tooltip
          content={<ChartTooltip words={words} />}
          cursor={{ fill: 'var(--surface-hover)' }}
          isAnimationActive={false}
        />
        <Bar
          dataKey={(bucket: AgeBucket) => position(bucket.absolute)}
          fill="var(--open-mark)"
          radius={[2, 2, 0, 0]}
          isAnimationActive={false}
        >
          <LabelList
            fill="var(--ink-quiet)"
            dataKey="count"
            position="top"
            formatter={(count) => (String(count) === '0' ? '' : String(count))}
          />
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
}
