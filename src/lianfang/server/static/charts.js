// The curve again, from the figures that stand beside the server's picture: a day's words under the pointer, zoom.
// Where this does not run, and on paper, the picture of the server stays.
"use strict";
for (const box of document.querySelectorAll("[data-chart]")) {
  const told = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const [ink, muted, hairline, accent, pale, white] = ["ink", "muted", "hairline", "accent", "pale", "white"].map(colour);
  const place = box.insertBefore(document.createElement("div"), box.firstChild);
  place.className = "by-script";
  const chart = echarts.init(place, null, { renderer: "svg", locale: document.documentElement.lang.startsWith("zh") ? "ZH" : "EN" });
  const names = told.names, past = told.known.length;
  const later = (values) => [...Array(past).fill(null), ...values];
  const part = (name, data, itemStyle) => ({ type: "bar", name, data: data.map((value) => value || null), itemStyle, stack: "cases", barCategoryGap: "24%", emphasis: { disabled: true } });
  const hatch = { symbol: "rect", rotation: Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [1, 3], color: ink };
  const some = (values) => values.some((value) => value);
  const series = [part(names.known, told.known, { color: accent })];
  if (some(told.since)) series.push(part(names.since, told.since, { color: pale, borderColor: accent }));
  if (some(told.more)) series.push(part(names.more, told.more, { color: white, borderColor: ink, borderWidth: 0.6, decal: hatch }));
  if (some(told.ranges)) {
    series.push({
      type: "custom", name: names.range, itemStyle: { color: ink }, z: 4, encode: { x: 0, y: [1, 2] },
      data: told.ranges.map((range, day) => range ? [day, ...range] : null).filter(Boolean),
      renderItem: (_, api) => {
        const [x, low] = api.coord([api.value(0), api.value(1)]), high = api.coord([api.value(0), api.value(2)])[1];
        return { type: "line", shape: { x1: x, y1: low, x2: x, y2: high }, style: { stroke: ink, lineWidth: 1 } };
      },
    });
  }
  if (told.known.includes(null)) {
    series.push({
      type: "scatter", name: names.missing, symbol: "path://M0 0L8 8M8 0L0 8", symbolSize: 7, z: 4,
      itemStyle: { color: "none", borderColor: muted, borderWidth: 1.4 }, data: told.known.map((value) => value === null ? 0 : null),
    });
  }
  if (told.ahead.length) {
    const band = (name, stack, low, high, areaStyle, lineStyle) => [
      { type: "line", name, stack, symbol: "none", silent: true, data: later(told.ahead.map((one) => one[low])), lineStyle, itemStyle: { color: areaStyle.color } },
      { type: "line", name, stack, symbol: "none", silent: true, data: later(told.ahead.map((one) => one[high] - one[low])), lineStyle, areaStyle, itemStyle: { color: areaStyle.color } },
    ];
    series.push(...band(names.range, "ninety", 3, 4, { color: "none", opacity: 0 }, { color: ink, width: 1, type: [1, 3] }));
    series.push(...band(names.half, "half", 1, 2, { color: pale, opacity: 1 }, { color: ink, width: 0.5 }));
    series.push({ type: "line", name: names.median, symbol: "none", data: later(told.ahead.map((one) => one[0])), lineStyle: { color: ink, width: 1.4, type: [4, 2] }, itemStyle: { color: ink } });
  }
  const words = ([first]) => {
    const shown = document.createElement("div");
    for (const [number, line] of [...told.words[first.dataIndex], told.note].entries()) {
      const row = shown.appendChild(document.createElement(number ? "div" : "b"));
      row.textContent = line;
    }
    return shown;
  };
  const zoomed = told.labels.length > 20;
  // On a phone the legend takes two lines.
  const top = () => place.clientWidth < 480 ? 54 : 34;
  chart.setOption({
    animation: false,
    aria: { enabled: true, label: { description: box.querySelector("svg[aria-label]").getAttribute("aria-label") } },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: muted, fontSize: 11 },
    grid: { left: 8, right: 12, top: top(), bottom: zoomed ? 44 : 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: { top: 0, left: 0, itemWidth: 14, itemHeight: 9, icon: "rect", selectedMode: false, textStyle: { color: muted, fontSize: 12 }, data: [...new Set(series.map((one) => one.name))].filter((name) => ![names.range, names.missing].includes(name)) },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, formatter: words, confine: true, backgroundColor: white, borderColor: ink, padding: 8, textStyle: { color: ink, fontSize: 12 } },
    xAxis: { type: "category", data: told.labels, axisLine: { lineStyle: { color: ink } }, axisTick: { show: false }, axisLabel: { color: muted, fontSize: 11, hideOverlap: true } },
    yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: hairline } }, axisLabel: { color: muted, fontSize: 11 } },
    dataZoom: zoomed ? [
      { type: "inside", startValue: told.from, endValue: told.labels.length - 1, zoomOnMouseWheel: "ctrl" },
      { type: "slider", startValue: told.from, endValue: told.labels.length - 1, height: 18, bottom: 8, showDetail: false, brushSelect: false, borderColor: hairline, fillerColor: "rgba(31, 79, 130, .12)", handleStyle: { borderColor: accent }, moveHandleSize: 0, dataBackground: { lineStyle: { color: pale }, areaStyle: { color: hairline } }, selectedDataBackground: { lineStyle: { color: accent }, areaStyle: { color: pale } } },
    ] : [],
    series,
  });
  box.classList.add("drawn");
  new ResizeObserver(() => {
    chart.resize();
    chart.setOption({ grid: { top: top() } });
  }).observe(place);
}
