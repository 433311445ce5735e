== ts
/** @verb the @noun ledger of the @other region before the nightly run. */
export function @verb@Noun@i(input: @OtherOptions, depth = @small): Promise<number> {
  const @nounTotal = input.rows.filter((row) => row.weight > @small).length;
  return Promise.resolve(@nounTotal * depth + @large);
}
== js
// @verb the @noun ledger of the @other region
export function @verb@Noun@i(input, depth = @small) {
  const @nounTotal = input.rows.filter((row) => row.weight > @small).length;
  return @nounTotal * depth + @large;
}
== tsx
interface @NounProps@i { @other: string; limit?: number }
export const @Noun@Verb@i: React.FC<@NounProps@i> = ({ @other, limit = @small }) => (
  <section className="@noun-@other"><h2>{@other}</h2><@OtherList max={limit} /></section>
);
== py
def @verb_@noun_@i(@other, depth=@small):
    """Do the @noun ledger of the @other region."""
    total = sum(row.weight for row in @other.rows if row.weight > @small)
    return total * depth + @large
== pyx
cdef double @verb_@noun_@i(double* @other, Py_ssize_t n) nogil:
    cdef Py_ssize_t i
    cdef double total = @small.0
    for i in range(n):
        total += @other[i] * @large
    return total
== c
static long @verb_@noun_@i(const struct @other *rows, size_t count) {
    long total = @small;
    for (size_t i = 0; i < count; i++) total += rows[i].weight > @large ? rows[i].weight : 0;
    return total;
}
== rs
pub fn @verb_@noun_@i(@other: &[Row], depth: usize) -> u64 {
    @other.iter().filter(|row| row.weight > @small).map(|row| row.weight).sum::<u64>() * depth as u64
}
