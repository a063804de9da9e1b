// Draws the charts of the page. Colours are those of the style sheet, so that dark mode and print need no drawing anew.
(() => {
  'use strict';
  const ink = 'var(--ink)', line = 'var(--line)', grid = 'var(--grid)';
  const labels = { labelColor: ink, titleColor: ink };
  const theme = {
    background: 'transparent',
    axis: { ...labels, domainColor: line, tickColor: line, gridColor: grid },
    title: { color: ink, subtitleColor: 'var(--soft)' },
    legend: labels,
    header: labels,
    rule: { color: line },
    text: { color: ink },
    view: { stroke: grid },
  };
  const refuse = () => Promise.reject(new Error('a chart loads nothing'));
  const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };
  const options = {
    config: theme, renderer: 'svg', actions: false, defaultStyle: false, loader,
    tooltip: { disableDefaultStyle: true },
  };

  async function draw(script) {
    const plot = document.getElementById(script.dataset.plot);
    try {
      const spec = JSON.parse(script.textContent);
      // Vega makes the description the accessible name of the picture.
      spec.description = plot.getAttribute('aria-label');
      // The heading above says what it is; what its marks mean stays.
      const { subtitle, ...title } = spec.title;
      spec.title = { ...title, text: subtitle, fontSize: 12, fontWeight: 'normal' };
      await vegaEmbed(plot, spec, options);
      plot.dataset.state = 'drawn';
    } catch (error) {
      plot.textContent = `This chart could not be drawn: ${error.message}`;
      plot.dataset.state = 'failed';
      console.error(plot.id, error);
    }
  }

  // One after the other, so that the first charts are there while the last are drawn.
  (async () => {
    for (const script of document.querySelectorAll('script.spec')) await draw(script);
    document.documentElement.dataset.state = 'drawn';
  })();
})();
