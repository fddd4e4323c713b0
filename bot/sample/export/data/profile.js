window.YTD.profile.part0 = [
  {
    "profile": {
      "description": {
        "bio": "Mends books. Is sat on by a cat. Bees, bread, stars when it does not rain.",
        "website": "",
        "location": "Kettlebeck"
      }
    }
  }
]
