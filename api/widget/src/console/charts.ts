// Draws the figures of a table next to it: <div data-chart="OPTION"></div>, OPTION being an ECharts option as JSON.
import { BarChart, LineChart, PieChart } from "echarts/charts";
import {
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
} from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([
  BarChart,
  LineChart,
  PieChart,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
  TooltipComponent,
  CanvasRenderer,
]);

/** Dark enough on white, and told apart with a red-green weakness too. */
const COLOURS = ["#067a44", "#1f6feb", "#b45309", "#7c3aed", "#0e7490", "#be123c", "#4b5563"];

export function drawChart(place: HTMLElement): void {
  if (echarts.getInstanceByDom(place)) {
    return;
  }
  const option = JSON.parse(place.dataset.chart ?? "{}");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const chart = echarts.init(place);
  chart.setOption({
    color: COLOURS,
    animation: !still,
    textStyle: { fontFamily: getComputedStyle(place).fontFamily },
    ...option,
    // As text on the canvas: the other way writes style attributes, which the page's policy forbids.
    tooltip: { trigger: "axis", ...option.tooltip, renderMode: "richText", confine: true },
  });
  new ResizeObserver(() => chart.resize()).observe(place);
}
