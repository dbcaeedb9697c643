// A process of many pages, told by its parent what to do; see crowd.ts.
import type { CrowdAnswer, CrowdOrder } from './crowd';
import { isProven, type ManyPage, openManyPage } from './many-pages';

const pages: ManyPage[] = [];

function obey(order: CrowdOrder): CrowdAnswer {
  switch (order.do) {
    case 'open':
      for (let nth = 0; nth < order.count; nth += 1) {
        pages.push(openManyPage(order.terminal, order.channels));
      }
      return { count: pages.length, waits: [] };
    case 'count-proven':
      return { count: pages.filter((page) => isProven(page, order)).length, waits: [] };
    case 'forget-waits':
      for (const page of pages) page.waits.length = 0;
      return { count: pages.length, waits: [] };
    case 'tell-waits':
      return { count: pages.length, waits: pages.map(({ waits }) => waits) };
  }
}

process.on('message', (order: CrowdOrder) => process.send?.(obey(order)));
process.on('disconnect', () => process.exit());
