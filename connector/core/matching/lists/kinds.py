"""Words of companies' names by what they say of a firm, in the vocabulary all languages share. By hand."""

STRUCTURE = """\
group holding holdings company companies international global worldwide corporation enterprise enterprises
"""
"""How a firm is built: firms of one name differ by these only if they are one group's."""

TRADES = """\
construction builders building contractor contractors roofing plumbing plumber plumbers electrical electric
heating hvac carpentry painting landscaping gardening lawn nursery realty realtor realtors realestate estate
properties property mortgage dental dentist dentists dentistry orthodontics chiropractic clinic pharmacy
veterinary vet pet pets grooming salon spa barber barbershop hair beauty nails cosmetics tattoo fitness gym
yoga pilates dance studio photography photo wedding weddings events event catering caterers restaurant pizza
pizzeria grill bbq cafe coffee bakery bistro diner bar pub brewery winery wine liquor florist florists flowers
flower jewelry jewelers jeweller jewellery boutique apparel clothing fashion shoes toys books bookstore gifts
antiques furniture flooring carpet carpets faucet faucets kitchens kitchen bath windows doors glass locksmith
towing auto automotive motors garage tire tires tyres carwash collision repair repairs cleaning cleaners
laundry maids janitorial pest moving movers storage trucking taxi limousine travel tours cruises hotel motel
inn hostel resort lodge church chapel ministries mosque temple synagogue school elementary kindergarten
preschool daycare childcare tutoring academy law attorney attorneys lawyer lawyers legal notary accounting
accountant accountants bookkeeping tax insurance agency staffing printing print signs sign graphics farm farms
ranch orchard dairy butcher grocery market supermarket convenience hardware lumber paint welding machine tool
tools scrap recycling funeral cemetery design interiors consulting marketing media productions entertainment
music records film films
"""
"""What a firm does, where it says so in its name: `Linde Construction` is not Linde."""

UNITS = """\
research development center laboratory division department group system systems solutions solution technology
services service network networks software international global office branch team unit subsidiary operations
business corporate headquarters hq sales marketing engineering innovation digital online products product
manufacturing europe america americas asia pacific africa north south east west northern southern eastern western
emea apac latam it rd cto section sector company campus regional international
"""
"""What a part of a firm is called: `Toshiba Research Center` is Toshiba's."""

BODIES = """\
university college school academy institute hospital clinic ministry department office agency authority bank
insurance foundation society association federation union chamber council committee center laboratory museum
library theatre church faculty court police army airline railway press studio restaurant hotel pharmacy
observatory garden park station campus branch division unit project program programme network trust fund club
team consortium alliance commission board government
"""
"""What kind of body an organisation is: a hospital is not its university."""
