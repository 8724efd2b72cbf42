/** Most candles complete no stored column, some complete several: a column is computed once, when first asked for. */
export function once<Value extends object>(compute: () => Value): () => Value {
  let value: Value | undefined;
  return () => {
    value ??= compute();
    return value;
  };
}
