/** Milliseconds: lower quartiles, except `longest`. */
export type WidgetFigures = {
  floor: { first: number; zoom: number; append: number };
  element: { first: number; zoom: number; append: number; cursor: number; longest: number };
  plotly?: number;
  echarts?: number;
};
