import Model
import Stock
import Testing

@Suite("What a movement does to balances")
struct EffectTests {
    private static let holders: Set<StockPlaceID> = [StockPlaceID("pharmacy"), StockPlaceID("cabinet")]

    private static func effects(_ kind: MovementKind, from: String?, to: String?) -> [Effect] {
        var movement = Movement(
            event: StockEventID("e"), kind: kind, product: ProductID("p"), quantity: 3,
            occurredAt: Instant(milliseconds: 0), recordedAt: Instant(milliseconds: 0))
        movement.from = from.map { StockPlaceID($0) }
        movement.to = to.map { StockPlaceID($0) }
        return movement.effects { holders.contains($0) }
    }

    @Test("An issue to a ward without stock leaves; to a cabinet it arrives")
    func issue() {
        let out = Effect(place: StockPlaceID("pharmacy"), side: .outOf, quantity: 3)
        #expect(Self.effects(.issue, from: "pharmacy", to: "ward") == [out])
        let into = Effect(place: StockPlaceID("cabinet"), side: .into, quantity: 3)
        #expect(Self.effects(.issue, from: "pharmacy", to: "cabinet") == [into, out])
    }

    @Test("A count says what lies there; a reversal does nothing by itself")
    func countAndReverse() {
        #expect(
            Self.effects(.count, from: nil, to: "cabinet")
                == [Effect(place: StockPlaceID("cabinet"), side: .counted, quantity: 3)])
        #expect(Self.effects(.reverse, from: "pharmacy", to: "cabinet").isEmpty)
    }
}
