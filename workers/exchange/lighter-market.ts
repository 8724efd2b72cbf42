import { contractOf } from './contract.ts';
import { listOf, objectOf, textOf } from './json.ts';
import type { MarketData } from './market-data.ts';
import { rowsOf } from './market-rows.ts';
import { get } from './request.ts';
import { answerOf, instrumentOf } from './series.ts';

/** Only what names the markets: the rest of Lighter's REST API has not been confirmed. */
export const lighterMarket: MarketData = {
  instruments: [
    {
      request: () => get('https://mainnet.zklighter.elliot.ai/api/v1/orderBooks'),
      read: text => {
        const answer = objectOf(answerOf('lighter', text), 'lighter answer');
        return rowsOf.instruments('lighter', listOf(answer.order_books, 'lighter order_books'), raw => {
          const row = objectOf(raw, 'lighter order_books');
          const symbol = textOf(row.symbol, 'lighter symbol');
          // Spot markets are named as pairs.
          if (symbol.includes('/') || row.status === 'inactive') return undefined;
          const market = textOf(row.market_id, 'lighter market_id');
          return instrumentOf('lighter', contractOf(market, symbol, 'USDC', 'linear'), 1);
        });
      },
    },
  ],
};
