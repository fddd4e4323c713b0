window.YTD.tweets.part0 = [
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1594738712007147525"
          ],
          "editableUntil": "2022-12-01T00:00:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "273"
      ],
      "favorite_count": "11",
      "id_str": "1594738712007147525",
      "truncated": false,
      "retweet_count": "2",
      "id": "1594738712007147525",
      "created_at": "Mon Nov 21 17:05:12 +0000 2022",
      "favorited": false,
      "full_text": "People ask what a repair costs, so here is a whole day of one, with nothing left out. Half past seven: light the stove, move the cat. Eight: the register comes out of the press, and I read the page that I will mend, because nobody has asked it anything since 1790. It is a…",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1594289642507599873"
          ],
          "editableUntil": "2022-11-30T00:00:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": [],
        "media": [
          {
            "url": "https://t.co/ottilie0001",
            "media_url": "http://pbs.twimg.com/media/FiRegister01.png",
            "media_url_https": "https://pbs.twimg.com/media/FiRegister01.png",
            "type": "photo",
            "expanded_url": "https://twitter.com/ottilie_folds/status/1594289642507599873/photo/1"
          }
        ]
      },
      "display_text_range": [
        "0",
        "81"
      ],
      "favorite_count": "3",
      "id_str": "1594289642507599873",
      "truncated": false,
      "retweet_count": "0",
      "id": "1594289642507599873",
      "created_at": "Sun Nov 20 11:20:45 +0000 2022",
      "favorited": false,
      "full_text": "Before and after. The mouse has not asked for its share. https://t.co/ottilie0001",
      "lang": "en",
      "extended_entities": {
        "media": [
          {
            "url": "https://t.co/ottilie0001",
            "media_url": "http://pbs.twimg.com/media/FiRegister01.png",
            "media_url_https": "https://pbs.twimg.com/media/FiRegister01.png",
            "type": "photo",
            "expanded_url": "https://twitter.com/ottilie_folds/status/1594289642507599873/photo/1",
            "ext_alt_text": "A page with a mouse-shaped hole, and the same page whole again"
          },
          {
            "url": "https://t.co/ottilie0001",
            "media_url": "http://pbs.twimg.com/media/FiRegister02.gif",
            "media_url_https": "https://pbs.twimg.com/media/FiRegister02.gif",
            "type": "photo",
            "expanded_url": "https://twitter.com/ottilie_folds/status/1594289642507599873/photo/1",
            "ext_alt_text": "The moon passing over the open register, frame by frame"
          }
        ]
      }
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1593895605262876673",
            "1593896739402678273"
          ],
          "editableUntil": "2022-11-19T09:45:00.000Z",
          "editsRemaining": "4",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "94"
      ],
      "favorite_count": "3",
      "id_str": "1593896739402678273",
      "truncated": false,
      "retweet_count": "0",
      "id": "1593896739402678273",
      "created_at": "Sat Nov 19 09:19:30 +0000 2022",
      "favorited": false,
      "full_text": "Pamphlet has learnt to open the press. I am now the second strongest bookbinder in this house.",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1593895605262876673",
            "1593896739402678273"
          ],
          "editableUntil": "2022-11-19T09:45:00.000Z",
          "editsRemaining": "4",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "93"
      ],
      "favorite_count": "3",
      "id_str": "1593895605262876673",
      "truncated": false,
      "retweet_count": "0",
      "id": "1593895605262876673",
      "created_at": "Sat Nov 19 09:15:00 +0000 2022",
      "favorited": false,
      "full_text": "Pamphlet has learnt to open the press. I am now the second strongest bookbinder in this hose.",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1593636408503828481"
          ],
          "editableUntil": "2022-11-30T00:00:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "195"
      ],
      "favorite_count": "3",
      "id_str": "1593636408503828481",
      "truncated": false,
      "retweet_count": "0",
      "id": "1593636408503828481",
      "created_at": "Fri Nov 18 16:05:02 +0000 2022",
      "favorited": false,
      "full_text": "Leafcasting, then: pulp in water, pull the water out from below, and the holes fill themselves. It looks like snow that knows where to lie. &amp; yes, the kettle is for tea, not for pulp. Mostly.",
      "lang": "en",
      "in_reply_to_status_id": "1593612908837732353",
      "in_reply_to_status_id_str": "1593612908837732353",
      "in_reply_to_user_id": "2270014",
      "in_reply_to_user_id_str": "2270014",
      "in_reply_to_screen_name": "ottilie_folds"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1593612908837732353"
          ],
          "editableUntil": "2022-11-30T00:00:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": [],
        "media": [
          {
            "url": "https://t.co/ottilie0002",
            "media_url": "http://pbs.twimg.com/media/FiMouse01.jpg",
            "media_url_https": "https://pbs.twimg.com/media/FiMouse01.jpg",
            "type": "photo",
            "expanded_url": "https://twitter.com/ottilie_folds/status/1593612908837732353/photo/1"
          }
        ]
      },
      "display_text_range": [
        "0",
        "126"
      ],
      "favorite_count": "3",
      "id_str": "1593612908837732353",
      "truncated": false,
      "retweet_count": "0",
      "id": "1593612908837732353",
      "created_at": "Fri Nov 18 14:31:40 +0000 2022",
      "favorited": false,
      "full_text": "The mouse began with the baptisms and lost interest in the year of the great hail. I respect that. Four sections are lace now. https://t.co/ottilie0002",
      "lang": "en",
      "in_reply_to_status_id": "1593605490330304513",
      "in_reply_to_status_id_str": "1593605490330304513",
      "in_reply_to_user_id": "2270014",
      "in_reply_to_user_id_str": "2270014",
      "in_reply_to_screen_name": "ottilie_folds",
      "possibly_sensitive": true,
      "extended_entities": {
        "media": [
          {
            "url": "https://t.co/ottilie0002",
            "media_url": "http://pbs.twimg.com/media/FiMouse01.jpg",
            "media_url_https": "https://pbs.twimg.com/media/FiMouse01.jpg",
            "type": "photo",
            "expanded_url": "https://twitter.com/ottilie_folds/status/1593612908837732353/photo/1",
            "ext_alt_text": "What the mouse left of the baptisms; not for those who love paper"
          }
        ]
      }
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1593605490330304513"
          ],
          "editableUntil": "2022-11-30T00:00:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "130"
      ],
      "favorite_count": "3",
      "id_str": "1593605490330304513",
      "truncated": false,
      "retweet_count": "0",
      "id": "1593605490330304513",
      "created_at": "Fri Nov 18 14:02:11 +0000 2022",
      "favorited": false,
      "full_text": "It was not the last page. A parcel came: one parish register, 1741 to 1790, which a mouse has read more closely than anybody else.",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1591849380843253760"
          ],
          "editableUntil": "2022-11-30T00:00:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "166"
      ],
      "favorite_count": "3",
      "id_str": "1591849380843253760",
      "truncated": false,
      "retweet_count": "0",
      "id": "1591849380843253760",
      "created_at": "Sun Nov 13 17:44:02 +0000 2022",
      "favorited": false,
      "full_text": "If this is the last page: the bees are asleep, Gerald is under his blanket, Pamphlet is on the keyboarddddddd. Come and find me at the library, under M for mending. 📚",
      "lang": "en"
    }
  },
  {
    "tweet": {
      "edit_info": {
        "initial": {
          "editTweetIds": [
            "1588873837110059009"
          ],
          "editableUntil": "2022-11-30T00:00:00.000Z",
          "editsRemaining": "5",
          "isEditEligible": true
        }
      },
      "retweeted": false,
      "source": "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities": {
        "hashtags": [],
        "symbols": [],
        "user_mentions": [],
        "urls": []
      },
      "display_text_range": [
        "0",
        "50"
      ],
      "favorite_count": "3",
      "id_str": "1588873837110059009",
      "truncated": false,
      "retweet_count": "0",
      "id": "1588873837110059009",
      "created_at": "Sat Nov 05 12:40:17 +0000 2022",
      "favorited": false,
      "full_text": "It isn't, but I have mended the file all the same.",
      "lang": "en",
      "in_reply_to_status_id": "1588870000000000000",
      "in_reply_to_status_id_str": "1588870000000000000",
      "in_reply_to_user_id": "77001",
      "in_reply_to_user_id_str": "77001",
      "in_reply_to_screen_name": "juniper_glue"
    }
  }
]
